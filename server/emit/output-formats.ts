/** What is known about an output format without compiling. */
interface OutputFormatFacts {
  /** The end of a suggested file name, after the policy's name. */
  readonly suffix: string;
  /** Whether it is or contains a lifecycle script, whose size AWS limits. */
  readonly holdsScript: boolean;
  /** The option that only some formats take, if it takes one. */
  readonly takes?: EmitOption;
}

/** `withNotebook`: also creates a notebook instance. `undo`: the commands that remove the routes. */
export type EmitOption = 'withNotebook' | 'undo';

/** The output formats of `compile`. Where a new one has to be added, the compiler reports an error. */
export const outputFormats = {
  script: { suffix: '.sh', holdsScript: true },
  cloudformation: { suffix: '.yaml', holdsScript: true, takes: 'withNotebook' },
  'cloudformation-json': { suffix: '.json', holdsScript: true, takes: 'withNotebook' },
  terraform: { suffix: '.tf', holdsScript: true, takes: 'withNotebook' },
  'aws-cli': { suffix: '.aws-cli.json', holdsScript: true },
  commands: { suffix: '.commands.sh', holdsScript: false, takes: 'undo' },
} as const satisfies Readonly<Record<string, OutputFormatFacts>>;

export type OutputFormat = keyof typeof outputFormats;

export const outputFormatNames: readonly OutputFormat[] = Object.keys(outputFormats).filter(isOutputFormat);

function isOutputFormat(name: string): name is OutputFormat {
  return Object.hasOwn(outputFormats, name);
}

export function factsOfFormat(format: OutputFormat): OutputFormatFacts {
  return outputFormats[format];
}

/** The formats that take an option. */
export function formatsTaking(option: EmitOption): OutputFormat[] {
  return outputFormatNames.filter((format) => factsOfFormat(format).takes === option);
}
