// Added by `site-builder serve` to the pages it shows; no page that is published has it.
"use strict";

{
  const OURS = "/_serve";
  // What this page was made of: its address, what is seen at it, its style sheets by name; or, when
  // it only says why there is no site yet, the number of that build.
  const known = JSON.parse(document.currentScript.dataset.known);
  let events = null;
  let frame = null;
  let badge = null;

  const hideProblems = () => {
    frame?.remove();
    frame = null;
    document.documentElement.style.overflow = "";
    if (badge) badge.hidden = false;
  };

  const showProblems = (scene) => {
    hideProblems();
    frame = document.createElement("iframe");
    frame.src = `${OURS}/problems?${scene.number}`;
    frame.title = scene.label;
    // One by one: a style attribute would be for the page's own policy to allow.
    Object.assign(frame.style, {
      position: "fixed",
      inset: "0",
      zIndex: "2147483647",
      width: "100%",
      height: "100%",
      maxWidth: "none",
      border: "0",
      colorScheme: "normal",
      background: "transparent",
    });
    frame.addEventListener("hide", hideProblems);
    frame.addEventListener("load", () => frame?.contentWindow.focus());
    document.body.append(frame);
    document.documentElement.style.overflow = "hidden";
    if (badge) badge.hidden = true;
  };

  const showBadge = (scene) => {
    badge?.remove();
    badge = null;
    if (!scene.label) return;
    badge = document.createElement("button");
    badge.type = "button";
    badge.textContent = scene.label;
    Object.assign(badge.style, {
      position: "fixed",
      right: "1rem",
      bottom: "1rem",
      zIndex: "2147483646",
      padding: ".4rem .8rem",
      border: "0",
      borderRadius: "2rem",
      background: scene.failed ? "#a3161a" : "#7a5200",
      color: "#fff",
      font: "600 .875rem/1.4 system-ui, sans-serif",
      cursor: "pointer",
    });
    badge.addEventListener("click", () => showProblems(scene));
    document.body.append(badge);
  };

  // The new sheet takes over once it is there, so that the page is never seen bare.
  const swapStyles = (styles) => {
    for (const link of document.querySelectorAll('link[rel~="stylesheet"]')) {
      const path = new URL(link.href).pathname;
      const name = Object.keys(known.styles).find((n) => known.styles[n] === path);
      if (!name || !styles[name] || styles[name] === path) continue;
      const next = link.cloneNode();
      next.href = styles[name];
      next.addEventListener("load", () => link.remove());
      link.after(next);
    }
    known.styles = styles;
  };

  const update = (scene) => {
    if ("number" in known) {
      if (scene.number !== known.number) location.reload();
      return;
    }
    if (scene.shape !== known.shape) {
      location.reload();
      return;
    }
    swapStyles(scene.styles);
    showBadge(scene);
    if (scene.failed) showProblems(scene);
    else hideProblems();
  };

  const listen = () => {
    if (events) return;
    events = new EventSource(`${OURS}/events?path=${encodeURIComponent(known.path)}`);
    events.addEventListener("message", (event) => update(JSON.parse(event.data)));
  };

  // A browser keeps six connections to one host: pages that nobody looks at give theirs back, and
  // catch up when they are looked at again.
  const look = () => {
    if (document.hidden) {
      events?.close();
      events = null;
    } else {
      listen();
    }
  };

  document.addEventListener("visibilitychange", look);
  window.addEventListener("pagehide", () => {
    events?.close();
    events = null;
  });
  window.addEventListener("pageshow", look);
  look();
}
