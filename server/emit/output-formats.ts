/** What can be said of an output format without compiling. */
interface OutputFormatFacts {
  /** What follows the policy's name in the name of the file to write. */
  readonly suffix: string;
  /** Whether it is a lifecycle script or holds one, which AWS limits. */
  readonly holdsScript: boolean;
  /** The option it takes, of those that are not for every format. */
  readonly takes?: EmitOption;
}

/** `withNotebook`: also creates a notebook instance. `undo`: the commands that remove the routes. */
export type EmitOption = 'withNotebook' | 'undo';

/** What `compile` can write: the one list. The compiler shows where a new format has to be added. */
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

/** What is known of a format. */
export function factsOfFormat(format: OutputFormat): OutputFormatFacts {
  return outputFormats[format];
}

/** The formats that take an option. */
export function formatsTaking(option: EmitOption): OutputFormat[] {
  return outputFormatNames.filter((format) => factsOfFormat(format).takes === option);
}
