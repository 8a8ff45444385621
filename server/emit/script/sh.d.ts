/** The text of a shell script, which the build puts into the bundle. */
declare module '*.sh' {
  const text: string;
  export default text;
}
