// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Dockerfiles look like those of templates.
import { describe, expect, it } from 'vitest';
import { type FoundBase, findBase } from '../../src/build/base-image.ts';
import { readStages } from '../../src/build/dockerfile.ts';
import { digestOf } from '../../src/oci/digest.ts';

const DIGEST = digestOf('base');
const DEBIAN = 'docker.io/library/debian:12';

async function baseOf(text: string, target?: string): Promise<FoundBase> {
  return findBase(readStages(text), target);
}

async function nameOf(text: string, target?: string): Promise<string> {
  const found = await baseOf(text, target);
  return found.kind === 'image' ? found.base.name : found.kind;
}

describe('the base of a Dockerfile', () => {
  it.each([
    ['one stage', 'FROM debian:12\nRUN true\n'],
    ['the last stage', 'FROM golang AS build\nFROM debian:12\nCOPY --from=build /a /a\n'],
    ['an earlier stage', 'FROM debian:12 AS base\nFROM golang\nFROM base\n'],
    ['stages of stages', 'FROM debian:12 AS a\nFROM a AS b\nFROM b AS c\nFROM c'],
    ['a stage whose name is written otherwise', 'FROM debian:12 AS Base\nFROM BASE\n'],
    ['a stage that has the name of its base', 'FROM debian:12 AS alpine\nFROM alpine AS alpine\n'],
    ['the latest of stages with one name', 'FROM golang AS a\nFROM debian:12 AS a\nFROM a\n'],
    ['a stage that a variable names', 'ARG S=base\nFROM debian:12 AS base\nFROM $S\n'],
    ['lower case', 'from debian:12 as a\nfrom a'],
    ['a platform', 'FROM --platform=$BUILDPLATFORM debian:12'],
    ['tabs', '\tFROM\t--platform=linux/amd64\tdebian:12\tAS\ta'],
    ['the line ends of Windows', '# a\r\nFROM debian:12\r\nRUN a\r\n'],
    ['a byte order mark', '\ufeffFROM debian:12'],
    ['comments', '# FROM a\n\n  # FROM b\nFROM debian:12\n#FROM c\n'],
    ['a continued line', 'FROM \\\n  # comment\n\n --platform=a \\\n debian\\\n:12 \\\n AS b\n'],
    ['another escape character', '# syntax=docker/dockerfile:1\n# escape=`\nFROM `\n debian:12\nRUN dir c:\\\n'],
    ['a directive that comes too late', '\n# escape=`\nFROM debian:12\nRUN a \\\n FROM b\n'],
    ['an escaped escape character at the end of a line', 'RUN a \\\\\nFROM debian:12'],
    ['a heredoc', 'FROM debian:12\nRUN <<EOF\nFROM a\nEOF\n'],
    ['a heredoc with quotes', 'FROM debian:12\nRUN <<"EOF" sh\nFROM a\nEOF\n'],
    ['a heredoc with tabs', 'FROM debian:12\nCOPY <<-EOF /a\nFROM a\n\tEOF\n'],
    ['a heredoc with a number', 'FROM debian:12\nRUN cat 3<<EOF\nFROM a\nEOF\n'],
    ['two heredocs', 'FROM debian:12\nRUN <<A cat <<B\nFROM a\nA\nFROM b\nB\n'],
    ['what is no heredoc', 'RUN cat <<<EOF\nRUN echo $((1<<2))\nFROM debian:12'],
    ['a FROM within a command', 'FROM debian:12\nRUN psql -c "SELECT a \\\nFROM b"\nONBUILD FROM c\n'],
    ['a default', 'ARG V=12\nFROM debian:$V'],
    ['a default of a default', 'ARG V=12\nARG T=${V}\nFROM debian:${T}'],
    ['the last of two defaults', 'ARG V=11\nARG V=12\nFROM debian:$V'],
    ['a default in quotes', 'ARG B="debian:12"\nFROM $B'],
    ['several arguments', 'ARG A=1 V="12" \\\n B=\'2 3\'\nFROM debian:$V'],
    ['a default of the variable', 'ARG V\nFROM debian:${V:-12}'],
    ['quotes', 'FROM "debian:12"'],
  ])('is found with %s', async (_, text) => {
    expect(await nameOf(text)).toBe(DEBIAN);
  });

  it.each([
    ['a stage', 'A', 'docker.io/library/golang:latest'],
    ['a stage of a stage', 'b', 'docker.io/library/golang:latest'],
    ['the last stage', 'c', DEBIAN],
    ['a stage whose image only a later stage has the name of', 'd', 'docker.io/library/c:latest'],
  ])('is that of %s that is named', async (_, target, expected) => {
    expect(await nameOf('FROM golang AS a\nFROM a AS B\nFROM c AS d\nFROM debian:12 AS c', target)).toBe(expected);
  });

  it('has a digest where one is written', async () => {
    expect(await baseOf(`FROM debian:12@${DIGEST}`)).toEqual({ kind: 'image', base: { name: DEBIAN, digest: DIGEST } });
  });

  it.each([
    ['at once', 'FROM scratch'],
    ['in an earlier stage', 'FROM scratch AS a\nFROM a'],
    ['by a variable', 'ARG B=scratch\nFROM $B'],
  ])('is nothing, %s', async (_, text) => {
    expect(await baseOf(text)).toEqual({ kind: 'scratch' });
  });

  it.each([
    ['an argument without a default', 'ARG V\nFROM debian:$V', 'only the build knows "$V" in FROM "debian:$V"'],
    ['an argument that is not declared', 'FROM $V', 'only the build knows "$V"'],
    ['a default that was taken back', 'ARG V=1\nARG V\nFROM debian:$V', 'only the build knows "$V"'],
    ['an argument of the stage before', 'FROM a\nARG V=1\nFROM debian:$V', 'only the build knows "$V"'],
    ['a default of what is unknown', 'ARG U\nARG V=$U\nFROM debian:${V:-12}', 'only the build knows "$V"'],
    ['a platform', 'FROM debian-${TARGETARCH:-amd64}', 'only the build knows "$TARGETARCH"'],
    ['a platform that is declared', 'ARG TARGETARCH=amd64\nFROM a-$TARGETARCH', 'only the build knows "$TARGETARCH"'],
    ['no image', 'FROM', 'FROM "" is no image reference'],
    ['what is no reference', 'FROM Debian', 'FROM "Debian" is no image reference'],
    [
      'variables that double',
      `ARG A=${'a'.repeat(99)}\n${'ARG A=$A$A\n'.repeat(99)}FROM $A`,
      'only the build knows "$A"',
    ],
  ])('is unknown with %s', async (_, text, reason) => {
    expect(await baseOf(text)).toEqual({ kind: 'unknown', reason: expect.stringContaining(reason) });
  });

  it.each([
    ['stage of the name', 'FROM a AS b\nFROM c AS d', 'e', 'it has no stage "e"', 'name one of "b", "d"'],
    ['stage with a name', 'FROM a', 'e', 'it has no stage "e"', 'leave the stage out'],
    ['stage', '# FROM a\n', undefined, 'it has no FROM', 'name the Dockerfile that the build uses'],
    ['content', '', undefined, 'it has no FROM', 'name the Dockerfile that the build uses'],
    ['stage, but one is named', '', 'a', 'it has no FROM', 'name the Dockerfile that the build uses'],
  ])('is missing without a %s', async (_, text, target, reason, remedy) => {
    expect(await baseOf(text, target)).toEqual({ kind: 'missing', reason, remedy });
  });
});
