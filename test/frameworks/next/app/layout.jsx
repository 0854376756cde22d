export default function Layout({ children }) {
  return (
    <html lang="en">
      <head>
        <title>Next.js</title>
        <link rel="icon" href="data:," />
        <meta name="py-elements" content="/py-elements/" />
      </head>
      <body>{children}</body>
    </html>
  );
}
