"use client";
export { default } from "./app.jsx";
