/** A shell script's text, put into the bundle by the build. */
declare module '*.sh' {
  const text: string;
  export default text;
}
