/** A stage of a Dockerfile, as its `FROM` begins it. */
export interface Stage {
  /** In lower case: names of stages are compared so. */
  readonly name: string | undefined;
  /** What follows `FROM` and its flags, with variables; empty where nothing does. */
  readonly from: string;
}

/** What of a Dockerfile decides the base of its images. */
export interface DockerfileStages {
  /** What stands before the first `FROM` after `ARG`, in order: `NAME`, `NAME=default`, or several of them. */
  readonly globalArgs: readonly string[];
  readonly stages: readonly Stage[];
  readonly escapeCharacter: string;
}

/** A heredoc with the number of a file before it, which the parser does not see: `3<<EOF`. */
const NUMBERED_HEREDOC = /([ \t])[0-9]+(?=<<-?["']?[A-Za-z_])/g;

/**
 * Finds the stages of a Dockerfile: past comments, continued lines, heredocs, flags and the escape directive.
 *
 * The parser is loaded here and not before, because few builds ask for it.
 */
export async function readStages(text: string): Promise<DockerfileStages> {
  const { DockerfileParser } = await import('dockerfile-ast');
  const dockerfile = DockerfileParser.parse(text.replace(NUMBERED_HEREDOC, '$1'));
  const stages: Stage[] = [];
  const globalArgs: string[] = [];
  for (const instruction of dockerfile.getInstructions()) {
    const keyword = instruction.getKeyword();
    if (keyword === 'FROM') {
      const [from = '', as, name] = instruction.getArguments().map((argument) => argument.getValue());
      stages.push({ from, name: as?.toUpperCase() === 'AS' ? name?.toLowerCase() : undefined });
    } else if (keyword === 'ARG' && stages.length === 0) {
      globalArgs.push(instruction.getArgumentsContent() ?? '');
    }
  }
  return { globalArgs, stages, escapeCharacter: dockerfile.getEscapeCharacter() };
}
