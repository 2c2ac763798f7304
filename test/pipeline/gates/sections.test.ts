import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { digestOf, shortDigest } from '../../../src/oci/digest.ts';
import { parsePipeline } from '../../../src/pipeline/parse.ts';
import { pemOf } from '../../attestation/verify/forge.ts';
import { cpuTime } from '../../support/cpu-time.ts';
import { KEYS, loadText } from '../support.ts';
import { EVIDENCE, saidOf, withGates } from './support.ts';

const START = `version: 1
environments:
  d: { repository: "r.example.com/d/{image}" }
  p: { repository: "r.example.com/p/{image}", from: d, gates: { config: {}, windows: { closed: [{ name: a, from: 2026-12-20, to: 2026-12-20 }] } } }
  e: { repository: "r.example.com/e/{image}", from: d }
`;

/** Writes a hotfix route from `e` to `p`, on line 7. */
function route(more: string): string {
  return `${START}hotfix-routes:\n  emergency: { from: e, to: p, ${more} }\n`;
}

describe('hotfix routes', () => {
  it.each([
    ['skips: [signatures]', 40, 'signatures are verified on every route; remove it from "skips"'],
    ['skips: [platforms]', 40, 'the platforms of an environment are required on every route; remove it from "skips"'],
    ['skips: [deny]', 40, 'what "deny" lists is refused on every route; remove it from "skips"'],
    [
      'skips: [window]',
      40,
      'item 1 of "skips" is "window", which is not one of "vulnerabilities", "base", "config", "labels", "attestations", "licences", "tests", "windows", "people" and "change"; write "windows"',
    ],
    [
      'skips: windows',
      39,
      '"skips" is "windows", which is not a list of gates; write it as [vulnerabilities, windows]',
    ],
    ['skips: [people]', 40, 'p has no gate "people"; remove it'],
    ['skips: [config, config]', 48, '"config" is listed twice; remove one of them'],
    ['needs: { approvals: 0 }', 52, '"approvals" is 0, which asks for nothing; write 1, or leave the whole key out'],
    ['needs: { approvers: 1 }', 41, 'there is no key "approvers" in "needs"; write "approvals"'],
    ['expires: 3w', 41, '"expires" is "3w", which is not a duration; write a number and s, m, h or d, such as 24h'],
    ['expires: 0d', 41, '"expires" is no time at all; write a longer one, such as 24h'],
  ])('refuse %s', async (more, column, message) => {
    expect(await saidOf(route(more))).toBe(`line 7, column ${column}: ${message}`);
  });

  it('keep what they were without these keys', async () => {
    const [only] = (await loadText(`${START}hotfix-routes:\n  emergency: { from: e, to: p }\n`)).hotfixRoutes;
    expect(only).toEqual({ name: 'emergency', from: 'e', to: 'p', skips: [], needs: undefined, expires: undefined });
  });
});

describe('gate sets', () => {
  it.each([
    [
      'gate-sets: [bank]',
      6,
      12,
      '"gate-sets" is a list, which is not a mapping of gate sets; write the name of each with its gates below it',
    ],
    [
      'gate-sets: { a/b: { config: {} } }',
      6,
      14,
      '"a/b" is not a valid name; use letters, digits, "-" and "_", at most 64, a letter or digit first',
    ],
    [
      'gate-sets: { bank: { use: other } }',
      6,
      22,
      'a gate set cannot use others; list all of them in the "use" of environments',
    ],
    ['gate-sets: { bank: { confg: {} } }', 6, 22, 'there is no key "confg" in a gate set; write "config"'],
    [
      'gate-sets: { bank: { vulnerabilities: { signed-by: scaner } } }',
      6,
      52,
      '"evidence" has no signer "scaner"; add it: "evidence: { scaner: { identity: … } }"',
    ],
    ['gateset: {}', 6, 1, 'there is no key "gateset" in the file; write "gate-sets"'],
  ])('refuse %s', async (sets, line, column, message) => {
    expect(await saidOf(`${START}${sets}\n`)).toBe(`line ${line}, column ${column}: ${message}`);
  });

  it('that are not there are named at the place of their use', async () => {
    expect(await saidOf(withGates('use: bank\n'))).toBe(
      'line 13, column 12: there is no gate set "bank"; leave it out',
    );
  });

  it('may be anchors of YAML as well', async () => {
    const { environments } = await loadText(`version: 1
environments:
  d: { repository: "r.example.com/d/{image}", gates: &all { config: { user: numeric } } }
  p: { repository: "r.example.com/p/{image}", from: d, gates: *all }
`);
    expect(environments[1]?.gates).toEqual(environments[0]?.gates);
    expect(environments[1]?.gates.config?.user).toBe('numeric');
  });

  it('are told of once, however many environments use them', async () => {
    const text = `version: 1
gate-sets:
  bank: { vulnerabilities: { signed-by: nobody } }
environments:
  d: { repository: "r.example.com/d/{image}", gates: { use: bank } }
  p: { repository: "r.example.com/p/{image}", from: d, gates: { use: bank } }
`;
    expect(await saidOf(text)).toBe(
      'line 3, column 41: "evidence" has no signer "nobody"; add it: "evidence: { nobody: { identity: … } }"',
    );
  });

  it('look for the list of packages in the environment that uses them, and name it', async () => {
    const text = `version: 1
${EVIDENCE}gate-sets:
  open: { licences: { from: sbom, allow: [MIT] } }
  boms: { attestations: [{ name: sbom, type: spdx, signed-by: builder }] }
environments:
  d: { repository: "r.example.com/d/{image}", gates: { use: [open, boms] } }
  p: { repository: "r.example.com/p/{image}", from: d, gates: { use: open } }
`;
    expect(await saidOf(text)).toBe(
      'line 8, column 29: the gate "attestations" of p has no rule "sbom"; add it, or write "signed-by" in place of "from"',
    );
  });
});

describe('all that is wrong is said at once', () => {
  it('in gates and elsewhere', async () => {
    expect(
      await saidOf(
        'version: 1\nrecrd: auto\nenvironments:\n  d: { repository: r.example.com/d, gates: { confg: {} } }\n',
      ),
    ).toBe(
      'line 2, column 1: there is no key "recrd" in the file; write "record"; also line 4, column 46: there is no key "confg" in "gates"; write "config"',
    );
  });

  it('however much it is', async () => {
    const gates = Array.from({ length: 200 }, (_, index) => `  x${index}: 1\n`).join('');
    const sets = Array.from({ length: 90 }, (_, index) => `  s${index}: { base: { alow: [] } }\n`).join('');
    expect(await saidOf(withGates(`config:\n${gates}`, { sets: `gate-sets:\n${sets}` }))).toMatch(
      /^line 14, column 9: .*; and many more after that$/,
    );
  });
});

describe('files that are made to take long', () => {
  it.each([
    [
      'ids',
      `vulnerabilities: { signed-by: scanner, deny: [${Array.from({ length: 5000 }, (_, index) => `CVE-${index}`).join(', ')}] }\n`,
    ],
    [
      'names that are near to none',
      `${Array.from({ length: 3000 }, (_, index) => `${'vulnerabilitie'.repeat(4)}${index}: {}\n`).join('')}`,
    ],
    ['patterns', `change: { pattern: "${'(a*)*'.repeat(150)}b" }\n`],
    ['nested repetitions', `change: { pattern: "((((a{1,30}){1,30}){1,30}){1,30}){1,30}" }\n`],
    [
      'licences',
      `licences: { signed-by: builder, allow: [${Array.from({ length: 1000 }, () => `"GPL-2.0-only WITH Classpath-exception-2.0"`).join(', ')}] }\n`,
    ],
    [
      'signers',
      `attestations: [${Array.from({ length: 20 }, (_, index) => `{ name: a${index}, type: spdx, signed-by: [${Array.from({ length: 100 }, (__, other) => `x${other}`).join(', ')}] }`).join(', ')}]\n`,
    ],
  ])('take no second: %s', async (_, gates) => {
    await loadText(withGates('config: {}\n'));
    const before = cpuTime();
    await loadText(withGates(gates)).catch(() => undefined);
    expect(cpuTime() - before).toBeLessThan(1000);
  });
});

describe('evidence', () => {
  const file = (evidence: string) => `${START}evidence: { ${evidence} }\n`;
  it.each([
    ['scanner: {}', 22, 'this signer has neither "identity" nor "key"; add one of them'],
    [
      'scanner: { identity: x, key: y }',
      37,
      'a signer is either an identity or a key, and this is both; write two signers',
    ],
    ['scanner: { identiy: x }', 24, 'there is no key "identiy" in a signer; write "identity"'],
    [
      'scanner: { identity: https://github.com/acme/scan }',
      34,
      '"identity" is "https://github.com/acme/scan": the identity of a workflow ends in its ref; write "https://github.com/acme/scan/**@refs/heads/main"',
    ],
    [
      'scanner: { key: keys/none.pub }',
      29,
      'the key "keys/none.pub" cannot be read: it is not there; name a PEM file of the repository',
    ],
    [
      'scanner: [a]',
      22,
      '"scanner" is a list, which is not a mapping with the keys of a signer; write "identity: …", "issuer: …", "source-repository: …" below it',
    ],
  ])('refuses %s', async (evidence, column, message) => {
    expect(await saidOf(file(evidence))).toBe(`line 6, column ${column}: ${message}`);
  });

  const parse = (evidence: string) =>
    parsePipeline(Buffer.from(file(evidence)), {
      path: '.github/sealift.yml',
      repository: 'https://github.com/acme/shop',
      read: (path) => Promise.resolve({ kind: 'read', path, bytes: Buffer.from(KEYS.publicKey) }),
    });

  it('warns of a workflow of another repository, whose callers all sign as it', async () => {
    const { warnings } = await parse(
      'scanner: { identity: https://github.com/acme/platform/.github/workflows/scan.yml@refs/heads/main }',
    );
    expect(warnings).toEqual([
      'The signer "https://github.com/acme/platform/.github/workflows/scan.yml@refs/heads/main" is a workflow of another repository, whose callers all sign as it; add "source-repository: https://github.com/acme/platform", or of all that may call it',
    ]);
    const pinned = await parse(
      'scanner: { identity: https://github.com/acme/platform/.github/workflows/scan.yml@refs/heads/main, source-repository: https://github.com/acme/platform }',
    );
    expect(pinned.warnings).toBeUndefined();
  });

  it('tells keys that it holds itself apart', async () => {
    const keys = [KEYS.publicKey, pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)];
    const inline = keys.map((pem, index) => `k${index}: { key: ${JSON.stringify(pem)} }`).join(', ');
    const { evidence } = await parse(inline);
    const names = [...evidence.values()].flat().map((signer) => (signer.kind === 'key' ? signer.name : ''));
    expect(names).toEqual(keys.map((pem) => `${shortDigest(digestOf(pem))} of the pipeline file`));
  });

  it('refuses a workflow of another owner', async () => {
    await expect(
      parse('scanner: { identity: https://github.com/vendor/scan/.github/workflows/scan.yml@refs/heads/main }'),
    ).rejects.toThrow(
      'line 6, column 34: "https://github.com/vendor/scan/.github/workflows/scan.yml@refs/heads/main" is a workflow of "vendor", and whoever may call it signs as it; add "source-repository: https://github.com/vendor/scan"',
    );
  });
});

describe('bases', () => {
  it.each([
    [
      'bases: { ledger: ledger }',
      18,
      'the repository "ledger" cannot be used: it does not begin with a registry; write registry/repository, such as "ghcr.io/shop/app"',
    ],
    [
      'bases: { ledger: r.example.com/p/bases }',
      18,
      '"r.example.com/p/bases" can be a repository of p; choose one that no environment has',
    ],
    ['bases: { leger: r.example.com/bases }', 10, 'there is no key "leger" in "bases"; write "ledger"'],
  ])('refuse %s', async (bases, column, message) => {
    expect(await saidOf(`${START}${bases}\n`)).toBe(`line 6, column ${column}: ${message}`);
  });
});

describe('admission', () => {
  it.each([
    ['admission: yes', 'line 3, column 58: "admission" is "yes", which is neither true nor false; write true or false'],
    [
      'admission: true, record: unsigned',
      'line 3, column 58: statements for admission are signed, and d has "record: unsigned"; have its records signed, or remove "admission"',
    ],
    [
      'admission: true',
      'line 3, column 58: statements for admission count only by who signed them, and the file names no signers of d; name who may sign below "signing: signers:"',
    ],
  ])('refuses %s', async (more, message) => {
    expect(await saidOf(`version: 1\nenvironments:\n  d: { repository: "r.example.com/d/{image}", ${more} }\n`)).toBe(
      message,
    );
  });
});
