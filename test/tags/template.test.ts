import Handlebars from 'handlebars';
import { describe, expect, test } from 'vitest';
import {
  type Expression,
  GLOBAL_LANGUAGE,
  isLiteral,
  literalTemplate,
  parseTemplate,
  renderTemplate,
  TemplateError,
  VERSION_LANGUAGE,
} from '../../src/tags/template.ts';
import { fc, runs } from '../support/property.ts';

/** Values with all that Handlebars would escape. */
const VALUES: Record<(typeof GLOBAL_LANGUAGE.names)[number], string> = {
  branch: `it's=1 & <"x">\``,
  tag: '',
  sha: '860c190',
  base_ref: '{{sha}}',
  is_default_branch: 'true',
  is_not_default_branch: 'false',
  date: 'date',
  commit_date: 'commit_date',
};

function evaluate({ name, format, timeZone }: Expression<(typeof GLOBAL_LANGUAGE.names)[number]>): string {
  return format === undefined ? VALUES[name] : `${name}(${format})(${timeZone ?? 'UTC'})`;
}

function render(text: string): string {
  return renderTemplate(parseTemplate(text, GLOBAL_LANGUAGE), evaluate).text;
}

/** Handlebars with the helpers as docker/metadata-action defines them, and nothing else that it would resolve. */
function handlebars(text: string): string {
  const dated = (name: string) =>
    function (this: unknown, format: unknown, options?: Handlebars.HelperOptions) {
      const hash: Record<string, unknown> = options?.hash ?? {};
      if (typeof format !== 'string' || options?.hash === undefined) throw new Error('no format');
      if (Object.keys(hash).some((key) => key !== 'tz')) throw new Error('unknown attribute');
      return `${name}(${format})(${hash['tz'] ?? 'UTC'})`;
    };
  const context = { ...VALUES, date: dated('date'), commit_date: dated('commit_date') };
  return Handlebars.compile(text, { noEscape: true, strict: true })(context);
}

/** Returns the result of a function, or that it throws. */
function attempt(run: () => string): string | Error {
  try {
    return run();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

describe('parseTemplate', () => {
  test('gives the parts of a text', () => {
    const text = `v{{ branch }}{{{sha}}}-{{date "YYYY" tz='Asia/Tokyo' }}`;
    expect(parseTemplate(text, GLOBAL_LANGUAGE)).toEqual({
      source: text,
      parts: [
        'v',
        { name: 'branch', source: '{{ branch }}', format: undefined, timeZone: undefined },
        { name: 'sha', source: '{{{sha}}}', format: undefined, timeZone: undefined },
        '-',
        { name: 'date', source: `{{date "YYYY" tz='Asia/Tokyo' }}`, format: 'YYYY', timeZone: 'Asia/Tokyo' },
      ],
    });
  });

  test('reads the names of a version', () => {
    const template = parseTemplate('{{major}}.{{minor}}', VERSION_LANGUAGE);
    expect(renderTemplate(template, ({ name }) => (name === 'major' ? '1' : '2')).text).toBe('1.2');
  });

  test.each([
    ['', ''],
    ['latest', 'latest'],
    ['}} }', '}} }'],
    ['{ {sha} }', '{ {sha} }'],
    ['{{sha}}', '860c190'],
    ['{{\n sha\t}}', '860c190'],
    ['{{&sha}}{{& sha }}', '860c190860c190'],
    ['{{branch}}', `it's=1 & <"x">\``],
    ['{{base_ref}}', '{{sha}}'],
    ["{{date 'YYYYMMDD'}}", 'date(YYYYMMDD)(UTC)'],
    ["{{date 'YYYYMMDD'tz='UTC'}}", 'date(YYYYMMDD)(UTC)'],
    [`{{commit_date "[it's] HH" tz = "Europe/Zurich"}}`, "commit_date([it's] HH)(Europe/Zurich)"],
    [String.raw`{{date 'h [o\'clock]'}}`, "date(h [o'clock])(UTC)"],
    [String.raw`{{date "\"YYYY\""}}`, 'date("YYYY")(UTC)'],
    [String.raw`{{date 'YYYY\MM'}}`, String.raw`date(YYYY\MM)(UTC)`],
    ["{{date ''}}", 'date()(UTC)'],
    ["{{date '}}'}}", 'date(}})(UTC)'],
    ["{{date 'HH' tz='europe/zurich'}}", 'date(HH)(europe/zurich)'],
    [String.raw`\{{sha}}`, '{{sha}}'],
    [String.raw`\{{sha}}{{sha}}`, '{{sha}}860c190'],
    [String.raw`\\{{sha}}`, '\\860c190'],
    [String.raw`\\\{{sha}}`, '\\\\860c190'],
    [String.raw`\{{{{sha}}`, '{{860c190'],
    [String.raw`\{{\{{`, '{{{{'],
    [String.raw`a\b{{sha}}\c`, String.raw`a\b860c190\c`],
    ['a{{! a comment }}b', 'ab'],
    ['a{{!-- {{sha}} --}}b', 'ab'],
    ['a{{!--}}b', 'ab'],
    ['a{{!}}b', 'ab'],
    [String.raw`a\{{! x}}b`, 'a{{! x}}b'],
  ])('renders %j as %j, and so does Handlebars', (text, rendered) => {
    expect(render(text)).toBe(rendered);
    expect(handlebars(text)).toBe(rendered);
  });

  test.each([
    ['{{brnach}}', 'there is no expression "{{brnach}}"', 'write "{{branch}}"'],
    ['{{Branch}}', 'there is no expression "{{Branch}}"', 'write "{{branch}}"'],
    ["{{'sha'}}", 'there is no expression "{{\'sha\'}}"', 'write "{{sha}}"'],
    ['{{shä}}', 'there is no expression "{{shä}}"', 'write "{{sha}}"'],
    [
      '{{this.sha}}',
      'there is no expression "{{this.sha}}"',
      'write one of "{{branch}}", "{{tag}}", "{{sha}}", "{{base_ref}}", "{{is_default_branch}}", "{{is_not_default_branch}}", "{{date}}" and "{{commit_date}}"',
    ],
    ['{{}}', '"{{}}" names nothing', 'write "{{branch}}" or the like'],
    [
      '{{#if is_default_branch}}x{{/if}}',
      `"{{#if is_default_branch}}" is more than a plain expression, and Handlebars' blocks and marks are not known`,
      'write "{{branch}}" or the like',
    ],
    [
      'a {{ else }}',
      `"{{ else }}" is more than a plain expression, and Handlebars' blocks and marks are not known`,
      'write "{{branch}}" or the like',
    ],
    ['a-{{sha', '"{{sha" has no end', 'write "}}" behind it, or "\\{{" for mere braces'],
    ['{{! a', '"{{! a" has no end', 'write "}}" behind it, or "\\{{" for mere braces'],
    ['{{!-- a }}', '"{{!-- a }}" has no end', 'write "}}" behind it, or "\\{{" for mere braces'],
    [
      '{{{sha}}',
      '"{{{sha}}" has a different number of braces at its end than at its start',
      'write two of them, or three, on both sides',
    ],
    ["{{sha 'x'}}", `"{{sha 'x'}}" has more than a name, and "sha" takes no argument`, 'write "{{sha}}"'],
    ['{{sha.x}}', '"{{sha.x}}" has more than a name, and "sha" takes no argument', 'write "{{sha}}"'],
    ['{{sha~}}', '"{{sha~}}" has more than a name, and "sha" takes no argument', 'write "{{sha}}"'],
    ['{{date}}', '"{{date}}" has no format', `write "{{date 'YYYYMMDD'}}" or the like`],
    ["{{date tz='UTC'}}", `"{{date tz='UTC'}}" has no format`, `write "{{date 'YYYYMMDD'}}" or the like`],
    [
      '{{commit_date YYYY}}',
      'the format of "{{commit_date YYYY}}" is not in quotes',
      `write "{{commit_date 'YYYYMMDD'}}" or the like`,
    ],
    ["{{date 'YYYY}}", `the format of "{{date 'YYYY}}" is not in quotes`, `write "{{date 'YYYYMMDD'}}" or the like`],
    [
      "{{date 'YYYY' zone='UTC'}}",
      `"{{date 'YYYY' zone='UTC'}}" has the unknown argument "zone"`,
      "write tz='UTC' or another zone behind the format, or nothing",
    ],
    [
      "{{date 'YYYY' 'MM'}}",
      `"{{date 'YYYY' 'MM'}}" has something other than a time zone behind the format`,
      "write tz='UTC' or another zone behind the format, or nothing",
    ],
    [
      "{{date 'YYYY' tz=UTC}}",
      `"{{date 'YYYY' tz=UTC}}" has something other than a time zone behind the format`,
      "write tz='UTC' or another zone behind the format, or nothing",
    ],
    [
      "{{date 'YYYY' tz='Asia/Tokio'}}",
      `"{{date 'YYYY' tz='Asia/Tokio'}}" names a time zone that the IANA database does not have`,
      "write tz='Asia/Tokyo'",
    ],
  ])('refuses %s', (text, reason, remedy) => {
    const error = attempt(() => render(text));
    expect(error).toBeInstanceOf(TemplateError);
    expect(error).toMatchObject({
      reason,
      remedy,
      message: `Cannot read the expressions of a text: ${reason}; ${remedy}`,
    });
  });

  test.each([
    '{{{{raw}}}} {{{{/raw}}}}',
    '{{~sha}}',
    'a{{! x ~}} b',
    'a{{!-- x --~}} b',
    'a {{~! x }}b',
    '{{>sha}}',
    '{{*sha}}',
    '{{^}}',
    '{{/if}}',
    '{{elsewhere}}',
    '{{else if sha}}',
    '{{[sha]}}',
    '{{./sha}}',
    '{{@root}}',
    '{{sha}}}',
    '{{{sha}}}}',
    '{{sha}}}}',
    '{{constructor}}',
    '{{',
    '{{{',
    '{{&',
    '{{(sha)}}',
    "{{date'YYYY'}}",
    "{{date 'YYYY' tz='UTC' tz='UTC'}}",
    "{{date 'YYYY' tz=''}}",
    "{{date 'YYYY' tz='+09:00'}}",
    "{{date 'YYYY' tz}}",
    "{{date 'YYYY' as |x|}}",
    "{{date tz='UTC' 'YYYY'}}",
    '{{date =}}',
  ])('refuses %s too', (text) => {
    expect(() => render(text)).toThrow(TemplateError);
  });

  test('has no dates in the patterns of versions', () => {
    expect(() => parseTemplate("{{date 'YYYY'}}", VERSION_LANGUAGE)).toThrow(TemplateError);
  });
});

describe('a template and Handlebars', () => {
  const space = fc.constantFrom('', '', ' ', '  ', '\t');
  const name = fc.constantFrom('branch', 'tag', 'sha', 'base_ref', 'is_default_branch', 'is_not_default_branch');
  const quoted = fc.oneof(
    fc.constantFrom("'YYYYMMDD'", '"YYYY-MM-DD"', "'[v]HH'", '"it\'s"', String.raw`'\''`, String.raw`"a\"b"`, "'}}'"),
    fc.string({ maxLength: 8 }).map((text) => `'${text.replaceAll('\\', '/').replaceAll("'", "\\'")}'`),
  );
  const zone = fc.constantFrom('', '', " tz='UTC'", ' tz="Asia/Tokyo"', " tz = 'Europe/Zurich'", "tz='UTC'");
  const plain = fc.tuple(space, name, space).map((parts) => parts.join(''));
  const dated = fc
    .tuple(space, fc.constantFrom('date', 'commit_date'), fc.constantFrom(' ', '\n '), quoted, zone, space)
    .map((parts) => parts.join(''));
  const expression = fc
    .tuple(fc.constantFrom('{{', '{{', '{{&', '{{{'), fc.oneof(plain, dated))
    .map(([open, inner]) => `${open}${inner}${open === '{{{' ? '}}}' : '}}'}`);
  const comment = fc.constantFrom('{{! x }}', '{{!-- {{sha}} --}}', '{{!--}}', '{{!}}');
  const literal = fc.oneof(
    fc.string({ maxLength: 6 }).map((text) => text.replaceAll(/[\s{}]/g, 'x')),
    fc.constantFrom('-', '.', '-}}', '\\', '\\\\', '\\\\\\', '\\{{', '\\{{sha}}'),
  );
  /** A letter first: white space at the start of a line means something to Handlebars where a comment follows. */
  const valid = fc.array(fc.oneof(expression, literal, comment), { maxLength: 8 }).map((parts) => `x${parts.join('')}`);

  test('give the same text for every form that is known', () => {
    fc.assert(
      fc.property(valid, (text) => {
        const [ours, theirs] = [attempt(() => render(text)), attempt(() => handlebars(text))];
        // Backslashes before an escaped brace make an expression of it, without an end: both refuse it.
        if (theirs instanceof Error) expect(ours).toBeInstanceOf(TemplateError);
        else expect([text, ours]).toEqual([text, theirs]);
      }),
      { numRuns: runs(2000) },
    );
  });

  test('never take a text that Handlebars refuses, and agree on what both take', () => {
    const shard = fc.constantFrom(
      ...['{{', '}}', '{', '}', '\\', "'", '"', '=', 'tz', 'date', 'sha', 'tag', ' ', '!', '--', '&', '~', '#', '/'],
      ...['.', 'else', "'YYYY'", "tz='UTC'", 'x', '(', ')', '|', '[', ']', '@', '-', '1'],
    );
    const any = fc.oneof(
      fc.array(shard, { maxLength: 14 }),
      fc.array(shard, { maxLength: 6 }).map((parts) => ['{{', ...parts, '}}']),
    );
    fc.assert(
      fc.property(any, (parts) => {
        const text = `x${parts.join('')}x`;
        const ours = attempt(() => render(text));
        if (ours instanceof Error) expect(ours).toBeInstanceOf(TemplateError);
        else expect([text, ours]).toEqual([text, attempt(() => handlebars(text))]);
      }),
      { numRuns: runs(5000) },
    );
  });
});

test('literalTemplate takes braces for themselves', () => {
  const template = literalTemplate('{{sha}}');
  expect(renderTemplate(template, () => 'never').text).toBe('{{sha}}');
  expect(isLiteral(template)).toBe(true);
  expect(literalTemplate('').parts).toEqual([]);
});

test.each([
  ['', true],
  ['latest', true],
  ['{{! x }}latest', true],
  [String.raw`\{{sha}}`, true],
  ['{{sha}}', false],
])('whether %j is literal: %s', (text, literal) => {
  expect(isLiteral(parseTemplate(text, GLOBAL_LANGUAGE))).toBe(literal);
});

test('renderTemplate tells which expressions came out empty', () => {
  const template = parseTemplate('{{ tag }}-{{sha}}-{{{tag}}}', GLOBAL_LANGUAGE);
  expect(renderTemplate(template, evaluate)).toEqual({ text: '-860c190-', empty: ['{{ tag }}', '{{{tag}}}'] });
});

test('a long text of quotes or braces is read in reasonable time', () => {
  for (const text of ['"', "'", '{{!', '\\{{', '{{"', '{{sha}}']) {
    attempt(() => render(text.repeat(5_000)));
    attempt(() => render(`{{date ${text.repeat(5_000)}`));
  }
});
