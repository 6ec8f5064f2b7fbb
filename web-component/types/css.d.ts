// Style sheets come as text: see `scripts/bundle.mjs`.
declare module '*.css' {
  const text: string;
  export default text;
}
