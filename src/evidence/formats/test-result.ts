import { FormatError, type JsonObject, optionalText, stringProperty } from '../../oci/json.ts';
import { objectList, textList } from './document.ts';

/** What a run of tests came to (in-toto/attestation, spec/predicates/test-result.md). */
export interface TestResult {
  readonly result: 'PASSED' | 'WARNED' | 'FAILED';
  readonly passed: readonly string[];
  readonly warned: readonly string[];
  readonly failed: readonly string[];
  readonly url: string | undefined;
}

/** More names of tests are not read. */
const MAX_TESTS = 100_000;

/**
 * Reads the predicate of a test result, v0.1.
 *
 * @throws {FormatError} if it is malformed, or contradicts itself.
 */
export function parseTestResult(predicate: JsonObject): TestResult {
  const result = stringProperty(predicate, 'result');
  if (result !== 'PASSED' && result !== 'WARNED' && result !== 'FAILED') {
    throw new FormatError('its result is neither PASSED, WARNED nor FAILED');
  }
  objectList(predicate, 'configuration');
  const [passed, warned, failed] = [
    textList(predicate, 'passedTests'),
    textList(predicate, 'warnedTests'),
    textList(predicate, 'failedTests'),
  ];
  if (passed.length + warned.length + failed.length > MAX_TESTS)
    throw new FormatError('it has more than 100,000 tests');
  if (result === 'PASSED' && failed.length > 0) {
    throw new FormatError('it contradicts itself: its result is PASSED, and it has failed tests');
  }
  return { result, passed, warned, failed, url: optionalText(predicate, 'url') };
}
