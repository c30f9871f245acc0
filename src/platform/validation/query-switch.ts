/** Whether a switch in a query is on: `true` in any letter case, or `1`. Everything else is off. */
export function isOn(value: string | undefined): boolean {
  return ['true', '1'].includes(value?.toLowerCase() ?? '');
}
