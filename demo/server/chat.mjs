// The chat of `demo/pages/websocket.html`: a plugin for `@web/dev-server` that answers WebSockets at `/chat`.
// Every message goes to all who are there, as JSON: { "from": …, "text": … }.
import { WebSocket, WebSocketServer } from "ws";

const longest = 500;

export function chat() {
  const server = new WebSocketServer({ noServer: true, maxPayload: 10_000 });
  let guests = 0;
  const tell = (from, text) => {
    const message = JSON.stringify({ from, text });
    for (const socket of server.clients) if (socket.readyState === WebSocket.OPEN) socket.send(message);
  };
  const present = () => `${server.clients.size} here`;
  server.on("connection", (socket) => {
    const name = `Guest ${(guests += 1)}`;
    tell("Server", `${name} came: ${present()}.`);
    socket.on("message", (data) => tell(name, String(data).slice(0, longest)));
    socket.on("close", () => tell("Server", `${name} left: ${present()}.`));
    socket.on("error", () => socket.terminate());
  });
  return {
    name: "chat",
    serverStart({ server: http }) {
      http.on("upgrade", (request, stream, head) => {
        if (request.url !== "/chat") return;
        server.handleUpgrade(request, stream, head, (socket) => server.emit("connection", socket, request));
      });
    },
  };
}
