const ABSOLUTE = /^https?:\/\/[^/?#]*/i;

/**
 * The path and query of a request target. A target with scheme and host, as proxies are asked (RFC 9112 §3.2.2), means the
 * same path; whose it names is not looked at, as Host is not.
 */
export function originForm(target = '/'): string {
  const rest = target.replace(ABSOLUTE, '');
  if (rest === target) return target;
  return rest.startsWith('/') ? rest : `/${rest}`;
}
