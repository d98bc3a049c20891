import type { MarketData } from '../agents/ports.ts';
import { AppError } from '../kernel/errors.ts';
import type { AgentRole } from '../orchestration/roles.ts';

/** The one role that reads sources: it seals the test segment before anybody else sees a bar. */
const READER: AgentRole = 'data_engineer';

/**
 * The market data as a role may use them. A source holds the test segment as well, so that every agent but the data
 * engineer is refused: they read the development bars as an artifact.
 */
export function marketDataOfRole(role: AgentRole, marketData: MarketData): MarketData {
  if (role === READER) return marketData;
  const refuse = async (): Promise<never> => {
    throw new AppError(
      'sealed_segment',
      `A source holds the sealed test segment: only the ${READER} reads it; ${role} asked for it.`,
      { details: { role } },
    );
  };
  return { read: refuse, readNews: refuse };
}
