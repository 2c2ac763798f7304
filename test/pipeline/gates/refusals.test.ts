import { describe, expect, it } from 'vitest';
import { FIRST_LINE, saidOf, withGates } from './support.ts';

const SETS = 'gate-sets: { bank: { config: {} } }\n';

/** Gates as they are written, the column of what is wrong with them, and what is said of it. */
type Case = readonly [gates: string, column: number, message: string];

const CASES: Readonly<Record<string, readonly Case[]>> = {
  gates: [
    ['vulnerabilitys: {}', 7, 'there is no key "vulnerabilitys" in "gates"; write "vulnerabilities"'],
    [
      'xyzzy: {}',
      7,
      'there is no key "xyzzy" in "gates"; known are use, vulnerabilities, base, config, labels, attestations, licences, tests, windows, people and change',
    ],
    [
      '[]',
      7,
      '"gates" is an empty list, which is not a mapping with the keys of "gates"; write "use: …", "vulnerabilities: …", "base: …" below it',
    ],
    [
      'use: [bnak, bank, bank]',
      13,
      'there is no gate set "bnak"; write "bank"; also line 13, column 25: "bank" is listed twice; remove one of them',
    ],
  ],
  vulnerabilities: [
    [
      'vulnerabilities: {}',
      7,
      '"signed-by" is missing in "vulnerabilities"; name a signer of "evidence", or write "unsigned: true" to accept what nobody signed',
    ],
    [
      'vulnerabilities: true',
      24,
      '"vulnerabilities" is true, which is not a mapping with the keys of the gate "vulnerabilities"; write "from: …", "signed-by: …", "unsigned: …" below it',
    ],
    ['vulnerabilities: { signed-by: scaner }', 37, '"evidence" has no signer "scaner"; write "scanner"'],
    [
      'vulnerabilities: { signed-by: [] }',
      37,
      '"signed-by" is an empty list, which is not a list of signers; write a name of "evidence", or a list of them',
    ],
    [
      'vulnerabilities: { signed-by: scanner, unsigned: true }',
      46,
      '"unsigned: true" accepts any statement, so "signed-by" has no effect; remove one of them',
    ],
    [
      'vulnerabilities: { signed-by: scanner, max_age: 1d }',
      46,
      'there is no key "max_age" in the gate "vulnerabilities"; write "max-age"',
    ],
    [
      'vulnerabilities: { signed-by: scanner, max-age: 1w }',
      55,
      '"max-age" is "1w", which is not a duration; write a number and s, m, h or d, such as 24h',
    ],
    [
      'vulnerabilities: { signed-by: scanner, max-age: 24 }',
      55,
      '"max-age" is the number 24, which is not read as a text; write a number and s, m, h or d, such as 24h',
    ],
    [
      'vulnerabilities: { signed-by: scanner, max-age: 0s }',
      55,
      '"max-age" is no time at all; write a longer one, such as 24h',
    ],
    [
      'vulnerabilities: { signed-by: scanner, fail: { critcal: any } }',
      54,
      'there is no key "critcal" in "fail"; write "critical"',
    ],
    [
      'vulnerabilities: { signed-by: scanner, fail: { critical: all } }',
      64,
      '"critical" is "all", which is not one of "any", "fixable" and "none"; write one of them',
    ],
    [
      'vulnerabilities: { signed-by: scanner, fail: { critical: -1 } }',
      64,
      '"critical" is the number -1, which is neither a word nor a number of findings; write any, fixable, none or a number from 0 to 10000',
    ],
    [
      'vulnerabilities: { signed-by: scanner, fail: { critical: true } }',
      64,
      '"critical" is true, which is neither a word nor a number of findings; write any, fixable, none or a number from 0 to 10000',
    ],
    [
      'vulnerabilities: { signed-by: scanner, fail: {} }',
      52,
      '"fail" names no severity; write "critical: …" below it, or leave it out',
    ],
    [
      'vulnerabilities: { signed-by: scanner, grace: { high: soon } }',
      61,
      '"high" is "soon", which is not a duration; write a number and s, m, h or d, such as 24h',
    ],
    [
      'vulnerabilities: { signed-by: scanner, deny: [CVE-1, CVE-1] }',
      60,
      '"CVE-1" is listed twice; remove one of them',
    ],
    [
      'vulnerabilities: { signed-by: scanner, deny: ["CVE 1"] }',
      53,
      'item 1 of "deny" is "CVE 1", which is not an id; write it as CVE-2026-1111',
    ],
    [
      'vulnerabilities: { signed-by: scanner, epss: 50 }',
      52,
      '"epss" is the number 50, which is not a score of EPSS; write a number above 0, at most 1, such as 0.5',
    ],
    [
      'vulnerabilities: { signed-by: scanner, known-exploited: true }',
      63,
      '"known-exploited" is true, which is not "deny"; write that',
    ],
    [
      'vulnerabilities: { signed-by: scanner, known-exploited-list: kev.txt }',
      46,
      '"known-exploited-list" has no effect by itself; add "known-exploited: deny", or remove it',
    ],
    [
      'vulnerabilities: { signed-by: scanner, max-waiver: 1d }',
      46,
      '"max-waiver" has no effect without "waivers"; add that, or remove it',
    ],
    [
      'vulnerabilities: { signed-by: scanner, waivers: ../w.yml }',
      55,
      '"waivers" is "../w.yml", which leads out of the repository; write a path from its root',
    ],
    [
      'vulnerabilities: { signed-by: scanner, waivers: /etc/passwd }',
      55,
      '"waivers" is "/etc/passwd", which leads out of the repository; write a path from its root',
    ],
    [
      'vulnerabilities: { signed-by: scanner, vex: { accept: [x] } }',
      46,
      '"signed-by" is missing in "vex"; write a name of "evidence", or a list of them; also line 13, column 62: item 1 of "accept" is "x", which is not one of "component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path", "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist" and "impact_statement"; write one of them',
    ],
    [
      'vulnerabilities: { signed-by: scanner, vex: { signed-by: scanner, accept: [component_not_presnt] } }',
      82,
      'item 1 of "accept" is "component_not_presnt", which is not one of "component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path", "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist" and "impact_statement"; write "component_not_present"',
    ],
    [
      'vulnerabilities: { from: registry, signed-by: scanner }',
      42,
      'scans of a registry are not signed; remove "signed-by"',
    ],
    [
      'vulnerabilities: { from: registry, unsigned: true }',
      42,
      'scans of a registry are requested with your credentials, and never signed; remove "unsigned"',
    ],
    ['vulnerabilities: { from: file }', 32, 'reports of the same job are not signed; add "unsigned: true"'],
    [
      'vulnerabilities: { from: file, unsigned: true, signed-by: scanner }',
      54,
      'reports of the same job are not signed; remove "signed-by"',
    ],
    [
      'vulnerabilities: { from: harbor }',
      32,
      '"from" is "harbor", which is not one of "attestation", "registry" and "file"; write one of them',
    ],
    [
      'vulnerabilities: { signed-by: scanner, mode: off }',
      52,
      '"mode" is "off", which is not one of "enforce" and "warn"; write one of them',
    ],
    [
      'vulnerabilities: { signed-by: scanner, since: 2026-02-30 }',
      53,
      '"since" is "2026-02-30", which is not in the calendar; write it as YYYY-MM-DD, such as 2026-12-31',
    ],
    [
      'vulnerabilities: { signed-by: scanner, since: 2026-12-01 }',
      53,
      '"since" of the gate "vulnerabilities" asks records for a proof, and the file does not say who may sign those of p; name who may sign below "signing: signers:", or remove "since"',
    ],
    [
      'vulnerabilities: { signed-by: scanner, since: tomorrow }',
      53,
      '"since" is "tomorrow", which is not a day; write it as YYYY-MM-DD, such as 2026-12-31',
    ],
    [
      'vulnerabilities: { signed-by: scanner, applies-to: charts }',
      58,
      '"applies-to" is "charts", which is not one of "all" and "images"; write one of them',
    ],
    [
      'vulnerabilities: { signed-by: scanner, layers: app }',
      54,
      '"layers: app" needs to know the base, and p has no gate "base"; add it, or judge all layers',
    ],
  ],
  base: [
    ['base: {}', 7, '"allow" is missing in "base"; list the base images that an image may stand on'],
    [
      'base: { deny: [r.example.com/a] }',
      7,
      '"allow" is missing in "base"; list the base images that an image may stand on',
    ],
    [
      'base: { allow: [osbase] }',
      23,
      'the repository "osbase" cannot be used: it does not begin with a registry; write registry/repository, such as "ghcr.io/shop/app"',
    ],
    [
      'base: { allow: ["r.example.com/a:1"] }',
      23,
      'the repository "r.example.com/a:1" cannot be used: it has a tag or digest where only a repository goes; leave out what follows the name',
    ],
    [
      'base: { allow: [r.example.com/a, r.example.com/a] }',
      40,
      '"r.example.com/a" is listed twice; remove one of them',
    ],
    [
      'base: { allow: [r.example.com/a], deny: [r.example.com/a] }',
      48,
      '"r.example.com/a" is under "allow", too; remove one of them',
    ],
    [
      'base: { allow: [{ repository: r.example.com/a, singed: true }] }',
      54,
      'there is no key "singed" in an allowed base; write "signed"',
    ],
    [
      'base: { allow: [{ signed: true }] }',
      23,
      '"repository" is missing in item 1 of "allow"; write it as registry.example.com/base/osbase',
    ],
    [
      'base: { allow: r.example.com/a }',
      22,
      '"allow" is "r.example.com/a", which is not a list of bases; write it as [registry.example.com/base/osbase]',
    ],
    [
      'base: { allow: [r.example.com/a], max-behind: two }',
      53,
      '"max-behind" is "two", which is not a number of versions; write a whole number from 0 to 1000',
    ],
  ],
  config: [
    [
      'config: { user: nonroot }',
      23,
      '"user" is "nonroot", which is not one of "non-root" and "numeric"; write "non-root"',
    ],
    [
      'config: { ports: { allow: [0] } }',
      34,
      'item 1 of "allow" is the number 0, which is neither a port nor a range of them; write 8080, or 8000-8999',
    ],
    [
      'config: { ports: { allow: [9000-8000, 70000, http] } }',
      34,
      'item 1 of "allow" is "9000-8000", which is neither a port nor a range of them; write 8080, or 8000-8999; also line 13, column 45: item 2 of "allow" is the number 70000, which is neither a port nor a range of them; write 8080, or 8000-8999; also line 13, column 52: item 3 of "allow" is "http", which is neither a port nor a range of them; write 8080, or 8000-8999',
    ],
    [
      'config: { entrypoint: [/run.sh] }',
      30,
      'item 1 of "entrypoint" is "/run.sh", which is not a list of words; write ["/run.sh"]',
    ],
    ['config: { env: {} }', 17, '"deny" is missing in "env"; write it as ["*_PROXY"]'],
    ['config: { env: { deny: ["***"] } }', 31, 'item 1 of "deny" is "***", with three "*" in a row; write "*" or "**"'],
    [
      'config: { volumes: { deny: ["/var/*"], required: [var, "C:/x"] } }',
      57,
      'item 1 of "required" is "var", and a path in an image begins with "/"; write "/var"',
    ],
    [
      'config: { volumes: { deny: ["/var/*"], required: ["/a*"] } }',
      35,
      'only "allow" takes patterns; write the path without "*"; also line 13, column 57: only "allow" takes patterns; write the path without "*"',
    ],
    [
      'config: { max-size: 500 }',
      27,
      '"max-size" is the number 500, which is not read as a text; write a number and KB, MB, GB, KiB, MiB or GiB, such as 500MB',
    ],
    [
      'config: { max-size: 0MB }',
      27,
      '"max-size" is "0MB", which is not a size; write a number and KB, MB, GB, KiB, MiB or GiB, such as 500MB',
    ],
    [
      'config: { max-layers: 200 }',
      29,
      '"max-layers" is the number 200, which is not a number of layers; write a whole number from 0 to 127',
    ],
    ['config: { platforms: [linux/x86_64] }', 29, 'there is no platform "linux/x86_64"; write "linux/amd64"'],
    ['config: { secrets: allow }', 26, '"secrets" is "allow", which is not "deny"; write that'],
    ['config: { secrets: { allow: [{}] } }', 36, 'item 1 of "allow" names nothing; write "name: …" or "sha256: …"'],
    [
      'config: { secrets: { allow: [{ sha256: abc }] } }',
      46,
      '"sha256" is "abc", which is not a SHA-256; write the 64 hexadecimal digits of the hash of the value',
    ],
    [
      'config: { structure-test: "" }',
      33,
      '"structure-test" is an empty text, which is not a path; write the path of a file in the repository',
    ],
    [
      'config: { healthcheck: true }',
      30,
      '"healthcheck" is true, which is not one of "required" and "absent"; write one of them',
    ],
  ],
  labels: [
    ['labels: {}', 15, '"labels" names no label; write "NAME: true" for each'],
    ['labels: { mode: warn }', 15, '"labels" names no label; write "NAME: true" for each'],
    [
      'labels: [maintainer]',
      15,
      '"labels" is a list, which is not a mapping of labels; write "NAME: true" for each below it',
    ],
    [
      'labels: { maintainer: false }',
      29,
      '"maintainer" is false, which does not say what the label must be; write true, a value in quotes, or { pattern: "…" }',
    ],
    [
      'labels: { maintainer: 1 }',
      29,
      '"maintainer" is the number 1, which does not say what the label must be; write true, a value in quotes, or { pattern: "…" }',
    ],
    [
      'labels: { maintainer: { pattern: "(?=a)" } }',
      40,
      'the pattern "(?=a)" cannot be used: it is not one of RE2; leave out look-around and back-references',
    ],
    [
      'labels: { maintainer: { regex: a } }',
      17,
      '"pattern" is missing in "maintainer"; write a regular expression, such as "^CHG[0-9]{7}$"; also line 13, column 31: there is no key "regex" in a label; write "pattern"',
    ],
    ['labels: { maintainer: "a***" }', 29, '"maintainer" is "a***", with three "*" in a row; write "*" or "**"'],
    [
      'labels: { maintainer: true, mode: off }',
      41,
      '"mode" is "off", which is not one of "enforce" and "warn"; write one of them',
    ],
  ],
  attestations: [
    [
      'attestations: {}',
      7,
      '"rules" is missing in "attestations"; write it as "- { name: provenance, type: slsa-provenance, signed-by: builder }"',
    ],
    [
      'attestations: []',
      21,
      '"attestations" is an empty list, which is not a list of rules; write it as "- { name: provenance, type: slsa-provenance, signed-by: builder }"',
    ],
    [
      'attestations: [{ name: a, type: spdx }]',
      22,
      '"signed-by" is missing in item 1 of "attestations"; name a signer of "evidence", or write "unsigned: true" to accept what nobody signed',
    ],
    [
      'attestations: [{ name: a, type: spdxx, signed-by: builder }]',
      39,
      'there is no predicate type "spdxx"; write "spdx", or the address of the type',
    ],
    [
      'attestations: [{ name: a, type: spdx, signed-by: builder }, { name: a, type: cyclonedx, signed-by: builder }]',
      75,
      'there are two rules "a"; choose another name for one of them',
    ],
    [
      'attestations: [{ type: spdx, signed-by: builder }]',
      22,
      '"name" is missing in item 1 of "attestations"; write it with letters, digits, "-" and "_"',
    ],
    [
      'attestations: [{ name: "a b", type: spdx, signed-by: builder }]',
      30,
      '"name" is "a b", which is not a name; write it with letters, digits, "-" and "_"',
    ],
    [
      'attestations: [{ name: a, type: spdx, signed-by: builder, repository: "https://github.com/*/shop" }]',
      77,
      'strangers match this pattern, too; write out the host and the owner, such as "https://github.com/acme/*"',
    ],
    [
      'attestations: [{ name: a, type: spdx, signed-by: builder, repository: acme/shop }]',
      77,
      '"repository" is "acme/shop", which is not an address of a repository; write it as https://github.com/OWNER/NAME',
    ],
    [
      'attestations: [{ name: a, type: spdx, signed-by: builder, ref: main }]',
      70,
      '"ref" is "main", which is not a ref; write it as refs/heads/NAME or refs/tags/NAME',
    ],
    [
      'attestations: { rules: [{ name: a, type: spdx, signedby: builder }] }',
      54,
      'there is no key "signedby" in a rule of "attestations"; write "signed-by"',
    ],
  ],
  licences: [
    [
      'licences: {}',
      7,
      '"licences" neither allows nor denies any; add "allow" or "deny"; also line 13, column 7: "signed-by" is missing in "licences"; name a signer of "evidence", or write "unsigned: true" to accept what nobody signed',
    ],
    ['licences: { signed-by: builder }', 7, '"licences" neither allows nor denies any; add "allow" or "deny"'],
    [
      'licences: { allow: [MIT] }',
      7,
      '"signed-by" is missing in "licences"; name a signer of "evidence", or write "unsigned: true" to accept what nobody signed',
    ],
    [
      'licences: { signed-by: builder, allow: [apache-2.0] }',
      47,
      'there is no licence "apache-2.0" in the list of SPDX; copy its identifier from spdx.org/licenses, in the same case',
    ],
    [
      'licences: { signed-by: builder, allow: [MIT OR Apache-2.0] }',
      47,
      '"MIT OR Apache-2.0" names several licences; write each by itself',
    ],
    [
      'licences: { signed-by: builder, allow: [MIT], deny: [MIT] }',
      60,
      '"MIT" is under "allow", too; remove one of them',
    ],
    [
      'licences: { from: sbom, allow: [MIT] }',
      25,
      'the gate "attestations" of p has no rule "sbom"; add it, or write "signed-by" in place of "from"',
    ],
    [
      'licences: { from: sbom, signed-by: builder, allow: [MIT] }',
      25,
      'the gate "attestations" of p has no rule "sbom"; add it, or write "signed-by" in place of "from"; also line 13, column 31: "from" names a rule that says so already; remove "signed-by", or "from"',
    ],
    [
      'licences: { from: sbmo, allow: [MIT] }\nattestations: [{ name: sbom, type: spdx, signed-by: builder }]',
      25,
      'the gate "attestations" of p has no rule "sbmo"; write "sbom"',
    ],
    [
      'licences: { from: prov, allow: [MIT] }\nattestations: [{ name: prov, type: slsa-provenance, signed-by: builder }]',
      25,
      'the rule "prov" of p does not list packages; name one of type spdx or cyclonedx',
    ],
  ],
  tests: [
    [
      'tests: [{ name: a }]',
      15,
      '"signed-by" is missing in item 1 of "tests"; name a signer of "evidence", or write "unsigned: true" to accept what nobody signed',
    ],
    [
      'tests: [{ name: a, from: checks }]',
      15,
      '"app" is missing in this rule; add "app: github-actions", or the slug of the app that makes it',
    ],
    [
      'tests: [{ name: a, from: workflow }]',
      15,
      '"workflow" is missing in this rule; add the name of its file, such as ci.yml',
    ],
    [
      'tests: [{ name: a, from: checks, app: github-actions, require: [x] }]',
      61,
      '"require" is of rules with "from: attestation", and this one has "from: checks"; remove one of the two',
    ],
    [
      'tests: [{ name: a, signed-by: sit, workflow: ci.yml }]',
      42,
      '"workflow" is of rules with "from: workflow", and this one has "from: attestation"; remove one of the two',
    ],
    [
      'tests: [{ name: a, from: workflow, workflow: ci }]',
      52,
      '"workflow" is "ci", which is not a workflow; write the name of its file, such as ci.yml',
    ],
    [
      'tests: [{ name: a, from: workflow, workflow: ci.yml, branch: refs/heads/main }]',
      68,
      '"branch" is "refs/heads/main", which is not a branch; write the name of one, such as main',
    ],
  ],
  windows: [
    ['windows: {}', 16, '"windows" has neither "open" nor "closed"; add one of them'],
    [
      'windows: { zone: EST, open: [{ from: "20:00", to: "21:00" }] }',
      24,
      '"EST" is not the time zone of a place; write one such as Europe/Berlin, or UTC',
    ],
    [
      'windows: { zone: "+08:00", open: [{ from: "20:00", to: "21:00" }] }',
      24,
      '"+08:00" is not the time zone of a place; write one such as Europe/Berlin, or UTC',
    ],
    [
      'windows: { zone: Asia/Shangai, open: [{ from: "20:00", to: "21:00" }] }',
      24,
      '"Asia/Shangai" is not the time zone of a place; write "Asia/Shanghai"',
    ],
    [
      'windows: { open: [{ days: [monday], from: "20:00", to: "21:00" }] }',
      34,
      'item 1 of "days" is "monday", which is not one of "sun", "mon", "tue", "wed", "thu", "fri" and "sat"; write one of them',
    ],
    [
      'windows: { open: [{ from: 20, to: "21:00" }] }',
      33,
      '"from" is the number 20, which is not read as a text; write it as "20:00"',
    ],
    [
      'windows: { open: [{ from: "25:00", to: "21:00" }] }',
      33,
      '"from" is "25:00", which is not a time of day; write it as "20:00"',
    ],
    [
      'windows: { open: [{ from: "24:00", to: "21:00" }] }',
      33,
      'a window cannot begin at "24:00"; write "00:00" and the next day',
    ],
    [
      'windows: { open: [{ from: "20:00", to: "20:00" }] }',
      46,
      'this window closes when it opens; write "00:00" and "24:00" for a whole day',
    ],
    ['windows: { open: [{ from: "20:00" }] }', 25, '"to" is missing in item 1 of "open"; write it as "20:00"'],
    [
      'windows: { closed: [{ name: a, from: 2027-01-05, to: 2026-12-20 }] }',
      60,
      '"to" is not later than "from"; swap the two, or write a later one',
    ],
    [
      'windows: { closed: [{ name: a, from: 2026-12-20T18:00, to: 2026-12-20T18:00 }] }',
      66,
      '"to" is not later than "from"; swap the two, or write a later one',
    ],
    [
      'windows: { closed: [{ name: a, from: 2026-02-29, to: 2026-12-20 }] }',
      44,
      '"from" is "2026-02-29", which is not in the calendar; write it as 2026-12-20, or 2026-12-20T18:00',
    ],
    [
      'windows: { closed: [{ name: a, from: christmas, to: 2026-12-20 }] }',
      44,
      '"from" is "christmas", which is not a day or minute; write it as 2026-12-20, or 2026-12-20T18:00',
    ],
    [
      'windows: { closed: [{ from: 2026-12-20, to: 2026-12-20 }] }',
      27,
      '"name" is missing in item 1 of "closed"; write why it is closed, such as "year end"',
    ],
  ],
  people: [
    ['people: { approvals: 0 }', 28, '"approvals" is 0, which asks for nothing; write 1, or leave the whole key out'],
    [
      'people: { not: [team] }',
      23,
      'item 1 of "not" is "team", which is not one of "actor", "author", "builder" and "reviewer"; write one of them',
    ],
    ['people: { approval: 1 }', 17, 'there is no key "approval" in the gate "people"; write "approvals"'],
  ],
  change: [
    ['change: {}', 7, '"pattern" is missing in "change"; write a regular expression, such as "^CHG[0-9]{7}$"'],
    [
      'change: { pattern: "(?<!a)b" }',
      26,
      'the pattern "(?<!a)b" cannot be used: it is not one of RE2; leave out look-around and back-references',
    ],
    [
      'change: { pattern: CHG, in: [ticket] }',
      36,
      'item 1 of "in" is "ticket", which is not one of "reason" and "approval"; write one of them',
    ],
  ],
};

describe.each(Object.entries(CASES))('%s', (_, cases) => {
  it.each(cases)('refuses %s', async (gates, column, message) => {
    expect(await saidOf(withGates(`${gates}\n`, { sets: SETS }))).toBe(
      `line ${FIRST_LINE}, column ${column}: ${message}`,
    );
  });
});
