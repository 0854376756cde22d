// A classic script, so that the remembered theme is there before anything is painted.
try {
  const theme = localStorage.getItem("gallery-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // No storage, no memory: the system's theme it is.
}
