// A bare worker: adds what it is sent, and sends large arrays back.
onmessage = ({ data }) => {
  if (data instanceof Uint8Array) postMessage(data, [data.buffer]);
  else postMessage(data[0] + data[1]);
};
