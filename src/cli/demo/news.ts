import { canonicalJson } from '../../kernel/json.ts';
import type { Evidence } from '../api-types.ts';

const PARTS = ['dataset', 'model', 'signals', 'validation', 'risk'] as const satisfies (keyof Evidence)[];

/** Evidence without the parts that are the same in the evidence before. */
export function newsOf(evidence: Evidence, before: Evidence | null): Evidence {
  const old = PARTS.filter(
    (part) => before && canonicalJson(evidence[part] ?? null) === canonicalJson(before[part] ?? null),
  );
  return { ...evidence, ...Object.fromEntries(old.map((part) => [part, null])) };
}

/** Evidence with the failed gates alone. */
export function failedOf(evidence: Evidence): Evidence {
  const { validation, risk } = evidence;
  const failed = <G extends { readonly passed: boolean }>(gates: readonly G[]): G[] =>
    gates.filter((gate) => !gate.passed);
  return {
    ...evidence,
    ...(validation && { validation: { ...validation, gates: failed(validation.gates) } }),
    ...(risk?.gates && { risk: { ...risk, gates: failed(risk.gates) } }),
  };
}
