// Keyboard shortcuts of the console. Everything works without them.
const typing = () => document.activeElement?.matches("input, textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent);
let leading = "";

function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const row = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + by))];
  (row.matches("a") ? row : row.querySelector("a, button") ?? row).focus();
  row.scrollIntoView({ block: "nearest" });
}

const keys = {
  "/": () => document.querySelector("input[type=search]")?.focus(),
  j: () => step(1),
  k: () => step(-1),
  "?": () => document.getElementById("keys")?.showModal(),
  "g l": () => { location.href = "/console/"; },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing()) return;
  if (document.querySelector("dialog[open]")) return;
  const pressed = leading ? `${leading} ${event.key}` : event.key;
  leading = event.key === "g" && !leading ? "g" : "";
  const action = keys[pressed];
  if (!action) return;
  event.preventDefault();
  action();
});

// on a phone the menu begins closed
if (matchMedia("(max-width: 59.99rem)").matches) document.querySelector("details.menu")?.removeAttribute("open");
for (const button of document.querySelectorAll("button[data-print]")) button.addEventListener("click", () => print());
