/** The policy's name in a script or commands that nbroute compiled; undefined for other texts. */
export function compiledName(text: string): string | undefined {
  const head = text.slice(0, 4000);
  return (
    /^# (\S+): the routes of a SageMaker notebook instance, set at every start/m.exec(head)?.[1] ??
    /^# (\S+): for a terminal of the notebook\. These routes last until it stops\.$/m.exec(head)?.[1]
  );
}
