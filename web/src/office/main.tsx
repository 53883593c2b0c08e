import { render } from "preact";
import { Root } from "./components/root";
import { OfficeApp } from "./store/app";
import "../styles/base.css";
import "../styles/layout.css";
import "./office.css";
import "./work.css";

const mount = document.getElementById("app");
if (mount) {
  const app = new OfficeApp();
  mount.replaceChildren();
  render(<Root app={app} />, mount);
  void app.start();
}
