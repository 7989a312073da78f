/** Label selectors as the controllers use them. */

import { ownValue } from '../kubernetes/patch';

export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

type Labels = Readonly<Record<string, string>> | undefined;

/** True when every pair of `selector` is among `labels`. An empty selector matches everything. */
export function matchesLabels(selector: Readonly<Record<string, string>>, labels: Labels): boolean {
  for (const key in selector) if (labels?.[key] !== selector[key]) return false;
  return true;
}

/** True when `labels` satisfy the selector. A missing selector matches nothing, an empty one everything. */
export function matchesSelector(selector: LabelSelector | undefined, labels: Labels): boolean {
  if (!selector) return false;
  const { matchLabels, matchExpressions } = selector;
  if (matchLabels && !matchesLabels(matchLabels, labels)) return false;
  return (
    !matchExpressions ||
    matchExpressions.every((expression) => matchesExpression(expression, ownValue(labels, expression.key)))
  );
}

/** One requirement of a label or node selector. @param value the label's value, undefined when it is not there. */
export function matchesExpression(
  { operator, values = [] }: { operator: string; values?: readonly string[] },
  value: string | undefined,
): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}
