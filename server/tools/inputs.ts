// Members of the inputs of tools, which come from agents.

/** A string member of a tool's input; undefined if it has none. */
export function textInput(input: object, name: string): string | undefined {
  const value: unknown = Reflect.get(input, name);
  return typeof value === 'string' ? value : undefined;
}

/** A member of a tool's input that is a list of strings. */
export function textInputs(input: object, name: string): string[] {
  const value: unknown = Reflect.get(input, name);
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
