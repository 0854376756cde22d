// A classic script, so that the remembered theme is there before anything is painted.
try {
  const theme = localStorage.getItem("gallery-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // No storage, no memory: the system's theme it is.
}

// Other tabs and frames change it too.
addEventListener("storage", ({ key, newValue }) => {
  if (key !== "gallery-theme") return;
  if (newValue) document.documentElement.dataset.theme = newValue;
  else delete document.documentElement.dataset.theme;
});
