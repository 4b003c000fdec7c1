// The page of problems over the site: “Hide” and Escape show what is behind it.
"use strict";

const hide = () => window.frameElement?.dispatchEvent(new Event("hide"));

document.getElementById("hide")?.addEventListener("click", hide);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hide();
});
