// Filters a list as the reader types: « telecom » finds « Télécom ». Without this script the list is whole.
for (const box of document.querySelectorAll("[data-filter]")) {
  const input = box.querySelector("input");
  const output = box.querySelector("output");
  const list = document.getElementById(box.dataset.filter);
  const fold = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
      .replaceAll("œ", "oe").replaceAll("æ", "ae").replaceAll("’", "'").trim();
  const items = [...list.querySelectorAll("li")].map((item) => [item, fold(item.querySelector("a").textContent)]);
  const sections = [...list.querySelectorAll("section")];
  const filter = () => {
    const wanted = fold(input.value);
    let found = 0;
    for (const [item, name] of items) {
      item.hidden = !name.includes(wanted);
      found += !item.hidden;
    }
    for (const section of sections) section.hidden = !section.querySelector("li:not([hidden])");
    output.textContent = wanted ? `${found || "aucun"} ${found > 1 ? "résultats" : "résultat"}` : "";
  };
  input.addEventListener("input", filter);
  box.hidden = false;
  if (input.value) filter(); // kept by the browser when a reader comes back
}
