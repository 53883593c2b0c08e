// The two statements that every page links to (Act LXXV of 2018, Decision (EU) 2018/1523).
import type { Lang } from "../format";

export interface Section {
  title: string;
  paragraphs: string[];
  items?: string[];
}

export interface Statement {
  title: string;
  sections: Section[];
}

const accessibilityHu: Statement = {
  title: "Akadálymentesítési nyilatkozat",
  sections: [
    {
      title: "Elkötelezettség",
      paragraphs: [
        "A paktum arra törekszik, hogy ez az oldal mindenki számára használható legyen, a közszférabeli szervezetek honlapjainak és mobilalkalmazásainak akadálymentesítéséről szóló 2018. évi LXXV. törvénynek megfelelően. A nyilatkozat erre az irányítópultra vonatkozik.",
      ],
    },
    {
      title: "Megfelelőségi állapot",
      paragraphs: [
        "Az oldal a WCAG 2.1 AA szintű követelményei szerint készült. Külön „akadálymentes változat” nincs: maga az oldal az.",
      ],
      items: [
        "Minden funkció elérhető billentyűzetről, látható fókusszal és a tartalomra ugró hivatkozással.",
        "Jelentést sehol nem hordoz egyedül a szín: állapot mellett szó és alakzat is áll.",
        "A folyamatosan frissülő részek szüneteltethetők, a változásokat a képernyőolvasó udvariasan közli.",
        "A grafikonok adatai táblázatban is olvashatók.",
        "Az oldal 320 képpont szélességig és 400 %-os nagyításig vízszintes görgetés nélkül használható; az ütemterv táblázata a saját keretén belül görgethető.",
      ],
    },
    {
      title: "Nem akadálymentes tartalom",
      paragraphs: [
        "A grafikon rajza képernyőolvasóval és billentyűzettel nem járható be; helyette a mellette álló összefoglaló és adattáblázat ad azonos tartalmat.",
      ],
    },
    {
      title: "Hogyan készült a nyilatkozat",
      paragraphs: [
        "Önértékelés: az oldal minden kiadását önműködő vizsgálat (axe, valódi böngészőben, mindkét nyelven) és billentyűzetes végigjárás ellenőrzi. A nyilatkozatot az üzemeltető szervezet felelős vezetője hagyja jóvá, és legalább évente felülvizsgálja.",
      ],
    },
    {
      title: "Visszajelzés",
      paragraphs: [
        "Ha akadályba ütközött, vagy valamely tartalmat más formában kér, forduljon a paktumirodához, amely a konzorciumvezető önkormányzatnál működik. Írja meg, melyik részről van szó és milyen segédeszközt használ.",
      ],
    },
    {
      title: "Végrehajtási eljárás",
      paragraphs: [
        "Ha a visszajelzésére nem kap megfelelő választ, a 2018. évi LXXV. törvény szerint az akadálymentességet ellenőrző szervezethez fordulhat.",
      ],
    },
  ],
};

const accessibilityEn: Statement = {
  title: "Accessibility statement",
  sections: [
    {
      title: "Commitment",
      paragraphs: [
        "The pact wants this page to be usable by everybody, in accordance with Act LXXV of 2018 on the accessibility of the websites and mobile applications of public sector bodies. The statement applies to this dashboard.",
      ],
    },
    {
      title: "Compliance status",
      paragraphs: [
        "The page is made to the requirements of WCAG 2.1 level AA. There is no separate “accessible version”: the page itself is the one.",
      ],
      items: [
        "Everything works from the keyboard, with a visible focus and a link that skips to the content.",
        "No meaning is carried by colour alone: a state has a word and a shape too.",
        "Parts that keep updating can be paused; a screen reader tells changes politely.",
        "The data of the charts can be read as tables.",
        "The page works without sideways scrolling down to 320 pixels and up to 400 % zoom; the schedule table scrolls inside its own frame.",
      ],
    },
    {
      title: "Content that is not accessible",
      paragraphs: [
        "The drawing of a chart cannot be walked through with a screen reader or the keyboard; the summary and the data table beside it hold the same content.",
      ],
    },
    {
      title: "How this statement was prepared",
      paragraphs: [
        "Self-assessment: every release is checked by automatic tests (axe, in a real browser, in both languages) and by walking through it with the keyboard. The head of the operating organisation approves the statement and reviews it at least once a year.",
      ],
    },
    {
      title: "Feedback",
      paragraphs: [
        "If something stands in your way, or you need content in another form, turn to the Pact Office at the municipality that leads the consortium. Tell which part it is and what assistive technology you use.",
      ],
    },
    {
      title: "Enforcement procedure",
      paragraphs: [
        "If the answer to your feedback is not satisfactory, you may turn to the body that supervises accessibility under Act LXXV of 2018.",
      ],
    },
  ],
};

const privacyHu: Statement = {
  title: "Adatkezelés",
  sections: [
    {
      title: "Mit mutat az oldal",
      paragraphs: [
        "Csak összesített számokat és az események fajtáját, napját, intézkedését. Ami egyetlen személyről szól, ide el sem jut: sem név, születési adat vagy elérhetőség, amelyeket a hivatalok titkosítva tárolnak, sem célcsoport, munkáltató vagy támogatási összeg, sem a résztvevők álneves azonosítója.",
      ],
    },
    {
      title: "Mit tud az oldal Önről",
      paragraphs: [
        "Semmit. Nincs süti, nincs látogatottságmérés, és az oldal kizárólag a saját kiszolgálójával beszél. A választott nyelvet az Ön böngészője jegyzi meg, a kiszolgáló nem.",
      ],
    },
  ],
};

const privacyEn: Statement = {
  title: "Data protection",
  sections: [
    {
      title: "What the page shows",
      paragraphs: [
        "Sums only, and of each event its kind, day and measure. Nothing about a single person comes here: no name, birth date or contact, which the offices keep encrypted, no target group, employer or amount of a subsidy, and no pseudonymous id of a participant.",
      ],
    },
    {
      title: "What the page knows about you",
      paragraphs: [
        "Nothing. There are no cookies, no visitor statistics, and the page talks to its own server only. Your browser remembers the language you chose; the server does not.",
      ],
    },
  ],
};

export const statements: Record<"accessibility" | "privacy", Record<Lang, Statement>> = {
  accessibility: { hu: accessibilityHu, en: accessibilityEn },
  privacy: { hu: privacyHu, en: privacyEn },
};
