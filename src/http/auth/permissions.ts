import type { KeyRole } from '../../application/ports/access.ts';

/** What a route can ask of a key. */
export const PERMISSIONS = ['read', 'operate', 'decide'] as const;
export type Permission = (typeof PERMISSIONS)[number];

/**
 * read: every GET. operate: submit, cancel, resume, fork, schedules, and what the queue board can change.
 * decide: decisions on approvals. An operator cannot release what it submitted; that takes an approver.
 */
const GRANTED: Readonly<Record<KeyRole, readonly Permission[]>> = {
  viewer: ['read'],
  operator: ['read', 'operate'],
  approver: ['read', 'decide'],
  admin: ['read', 'operate', 'decide'],
};

export const isAllowed = (role: KeyRole, permission: Permission): boolean =>
  GRANTED[role].includes(permission);

/** Roles that hold a permission, for the message to those who do not. */
export const rolesWith = (permission: Permission): KeyRole[] =>
  (Object.keys(GRANTED) as KeyRole[]).filter((role) => isAllowed(role, permission));
