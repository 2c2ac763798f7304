// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Dockerfiles look like those of templates.
import { DockerfileParser } from 'dockerfile-ast';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type DockerfileStages, readStages, type Stage } from '../../src/build/dockerfile.ts';

/** What two parsers must agree on; of arguments without blanks, as one of them leaves line ends within continued words. */
interface Found extends Omit<DockerfileStages, 'globalArgs'> {
  readonly globalArgs: string;
}

/** Reads the stages by the parser of Docker's language server. */
function readByOther(text: string): Found {
  // It does not see heredocs with the number of a file.
  const dockerfile = DockerfileParser.parse(text.replace(/([ \t])[0-9]+(?=<<-?["']?[A-Za-z_])/g, '$1'));
  const escapeCharacter = dockerfile.getEscapeCharacter();
  const stages: Stage[] = [];
  let globalArgs = '';
  for (const instruction of dockerfile.getInstructions()) {
    if (instruction.getKeyword() === 'FROM') {
      const [from = '', as, name] = instruction.getArguments().map((argument) => argument.getValue());
      stages.push({ from, name: as?.toUpperCase() === 'AS' ? name?.toLowerCase() : undefined });
    } else if (instruction.getKeyword() === 'ARG' && stages.length === 0) {
      // It leaves comments between continued lines in.
      globalArgs += ` ${instruction.getArgumentsContent()?.replace(/# (?:comment|FROM x|escape=`|syntax=\S+)/g, '') ?? ''}`;
    }
  }
  return { globalArgs: globalArgs.replace(/\s+/g, ''), stages, escapeCharacter };
}

function readByOwn(text: string): Found {
  const found = readStages(text);
  return { ...found, globalArgs: found.globalArgs.join('').replace(/\s+/g, '') };
}

// Not among them: two backslashes at the end, which BuildKit takes for an escaped one, and the other parser for a continued line.
const LINES = [
  ...[
    'FROM debian:12',
    'from a AS b',
    'FROM --platform=$BUILDPLATFORM golang:$V AS build',
    'FROM build',
    'FROM ${B:-a}',
  ],
  ...[
    'FROM \\',
    '  debian \\',
    'FROM debian\\',
    ':12 AS a',
    '\tFROM\ta',
    'FROM a # b',
    'FROM scratch',
    'FROM "a:1" as c',
  ],
  ...['ARG V=1.2', 'ARG B', 'ARG B="c d" V=2', 'ARG V=$B \\', ' B=e', 'arg V=${V:-3}', "ARG B='a b'"],
  ...['RUN <<EOF', 'RUN cat <<-EOF', 'COPY <<"A" /x', 'RUN cat <<EOF <<A', 'EOF', 'A', '\tEOF', 'RUN echo $((1<<2))'],
  ...['RUN a \\', 'RUN a && \\', '# FROM x', '  # comment', '', '  ', 'CMD ["a", "<<EOF"]', 'ONBUILD RUN b'],
  ...[
    '# escape=`',
    '# syntax=docker/dockerfile:1',
    'LABEL a="FROM b"',
    'ENV V=3',
    'RUN a `',
    'COPY --from=build /a /b',
  ],
];

it('finds the stages that another parser finds, whatever the lines of a Dockerfile are', () => {
  const text = fc
    .tuple(fc.array(fc.constantFrom(...LINES), { maxLength: 12 }), fc.constantFrom('\n', '\r\n'))
    .map(([lines, end]) => lines.join(end));
  fc.assert(
    fc.property(text, (file) => {
      expect(readByOwn(file)).toEqual(readByOther(file));
    }),
    { numRuns: 500 },
  );
});
