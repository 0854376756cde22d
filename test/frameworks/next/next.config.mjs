export default { distDir: process.env.DIST_FOLDER };
