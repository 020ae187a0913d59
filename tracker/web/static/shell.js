// Without this, a page opened by its address first looks for the server below that address.
window.__streamlit = { BACKEND_BASE_URL: window.location.origin };

// Our rules allow no WebAssembly; the one part that would try it does without when there is none.
delete window.WebAssembly;

(() => {
  const held = document.getElementById("held");
  const afterPaint = (work) => held ? requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(work))) : work();
  const secure = location.protocol === "https:" ? "; secure" : "";
  // Which theme was chosen for this path, told to the server for what it draws before the app the next time.
  const keepTheme = () => {
    let theme = "System";
    try {
      theme = JSON.parse(localStorage.getItem(`stActiveTheme-${location.pathname}-v2`)) ?? theme;
    } catch {}
    document.cookie = `theme=${encodeURIComponent(theme)}; path=${location.pathname}; max-age=31536000; samesite=lax${secure}`;
    return theme;
  };
  // Each cookie takes a phone's browser some milliseconds: what the page shows at once does not wait for them.
  afterPaint(() => {
    // The zone its days are counted in.
    document.cookie = `tracker-zone=${encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone ?? "")}; path=/; max-age=31536000; samesite=lax${secure}`;
    document.documentElement.dataset.theme = keepTheme();
    if (held) document.head.append(held.content);
  });
  window.addEventListener("pagehide", keepTheme);
})();

// What is on screen must go when the session or the share it rests on ends, not only when it is touched.
(() => {
  const SESSION_ENDED = 4401, SHARE_ENDED = 4402, ACCOUNT_ERASED = 4403;
  const leave = (why = "ended") => window.location.replace(`/sign-in?why=${why}`);
  const ask = () =>
    fetch("/session", { cache: "no-store" }).then((answer) => { if (answer.status === 401) leave(); }, () => {});
  // Who erases their account here erases what waits in this browser too; elsewhere they are asked first.
  let isErasing = false;
  document.addEventListener("click", ({ target }) => { isErasing ||= Boolean(target.closest?.(".st-key-erase_button")); }, true);
  const erased = async (account) => {
    if (isErasing) await import("/assets/queue.js").then(({ forget }) => forget(account)).catch(() => {});
    leave("erased");
  };
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...given) {
      super(...given);
      this.addEventListener("close", ({ code, reason }) => {
        if (code === SESSION_ENDED) leave();
        else if (code === ACCOUNT_ERASED) erased(reason);
        else if (code === SHARE_ENDED) window.location.reload();
        else ask();
      });
    }
  };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) ask(); });
})();
