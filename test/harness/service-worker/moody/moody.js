// A service worker that answers as the first part of the path says, the first time; then it echoes the rest.
const asked = new Set();

addEventListener("fetch", (event) => {
  const { pathname, searchParams } = new URL(event.request.url);
  if (!pathname.includes("/py-elements-sync/")) return;
  const again = asked.has(pathname);
  asked.add(pathname);
  const mood = again ? "200" : searchParams.get("mood");
  if (mood === "pass") return;
  if (mood === "error") event.respondWith(Response.error());
  else {
    const headers = { "py-elements-sync": mood };
    event.respondWith(new Response(mood === "200" ? "answer" : null, { status: Number(mood), headers }));
  }
});
