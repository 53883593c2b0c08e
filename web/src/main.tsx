import { render } from "preact";
import { Root } from "./components/root";
import { App } from "./store/app";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/indicators.css";
import "./styles/schedule.css";
import "./styles/drawer.css";
import "./styles/registers.css";
import "./styles/print.css";

const mount = document.getElementById("app");
if (mount) {
  const app = new App();
  mount.replaceChildren();
  render(<Root app={app} />, mount);
  void app.start();
}
