// A participant by the id's end: a button that opens the person's way. Ids stand in no address.
import { useOffice } from "./context";

export function PersonLink({ id }: { id: string }) {
  const { app, t } = useOffice();
  return (
    <button
      type="button"
      class="link"
      data-person-link={id}
      title={id}
      onClick={() => {
        app.rememberPerson(id);
        app.setPage("pathway");
        scrollTo(0, 0);
      }}
    >
      <span class="visually-hidden">{t("person.way_of")} </span>
      <code>…{id.slice(-8)}</code>
    </button>
  );
}
