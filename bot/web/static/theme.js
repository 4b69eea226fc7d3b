// A browser that keeps nothing throws where it is asked to: then it is kept for as long as the page is there.
try {
  localStorage.getItem("theme");
} catch {
  for (const name of ["localStorage", "sessionStorage"]) {
    const kept = new Map();
    const value = { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => { kept.set(key, text); } };
    Object.defineProperty(window, name, { value });
  }
}

// Before anything is drawn: the theme that was chosen here, else the one of the system.
const theme = localStorage.getItem("theme");
if (theme) document.documentElement.dataset.theme = theme;
