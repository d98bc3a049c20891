import { describe, expect, it } from 'vitest';
import { findInstrument, instrumentInName, instrumentOf } from '../../../src/domain/market/instruments.ts';

describe('instruments by their symbol', () => {
  it.each([
    ['EURUSD', 'fx', 'EUR', 'USD', 5, 0.00001, 0.0001, 100_000, 1],
    ['USDJPY', 'fx', 'USD', 'JPY', 3, 0.001, 0.01, 100_000, 100],
    ['EUR/USD', 'fx', 'EUR', 'USD', 5, 0.00001, 0.0001, 100_000, 1],
    ['EURUSD.m', 'fx', 'EUR', 'USD', 5, 0.00001, 0.0001, 100_000, 1],
    ['EURUSDpro', 'fx', 'EUR', 'USD', 5, 0.00001, 0.0001, 100_000, 1],
    ['XAUUSD', 'metal', 'XAU', 'USD', 2, 0.01, 0.1, 100, 1],
    ['GOLD', 'metal', 'XAU', 'USD', 2, 0.01, 0.1, 100, 1],
    ['BTCUSDT', 'crypto', 'BTC', 'USDT', 2, 0.01, 0.01, 1, 0.01],
    ['BTCUSD', 'crypto_cfd', 'BTC', 'USD', 2, 0.01, 0.01, 1, 0.01],
    ['#US500', 'index_cfd', 'US500', 'USD', 2, 0.01, 0.01, 1, 0.01],
    ['USA500IDXUSD', 'index_cfd', 'USA500IDXUSD', 'USD', 2, 0.01, 0.01, 1, 0.01],
  ])('%s is %s', (symbol, assetClass, base, quote, digits, point, pip, contractSize, tickValue) => {
    expect(findInstrument(symbol)).toMatchObject({
      ...{ assetClass, base, quote, digits, point, pip, contractSize, tickValue },
    });
  });

  // Price ticks of the exchange (PRICE_FILTER of Binance's exchangeInfo): 0.0001 for XRPUSDT, 0.00001 for ETHBTC …
  it.each([
    ['ETHUSDT', 2, 0.01],
    ['XRPUSDT', 4, 0.0001],
    ['ADAUSDT', 4, 0.0001],
    ['MATICUSDT', 4, 0.0001],
    ['TRXUSD', 5, 0.00001],
    ['XLMUSDT', 5, 0.00001],
    ['DOGEUSDT', 5, 0.00001],
    ['DOGEUSD', 5, 0.00001],
    ['SHIBUSDT', 8, 1e-8],
    ['EURUSDT', 4, 0.0001],
    ['XRPJPY', 2, 0.01],
    ['BTCJPY', 0, 1],
    ['XRPBTC', 8, 1e-8],
    ['DOGEBTC', 8, 1e-8],
    ['SOLETH', 5, 0.00001],
  ])('the coin of %s is quoted with %i digits', (symbol, digits, point) => {
    expect(findInstrument(symbol)).toMatchObject({ digits, point, pip: point, tickValue: point });
  });

  it('AAPL is not known, and is taken as a share', () => {
    expect(findInstrument('AAPL')).toBeNull();
    expect(instrumentOf('aapl')).toMatchObject({
      symbol: 'AAPL',
      assetClass: 'equity',
      session: 'us_equity',
      digits: 2,
    });
  });

  it('what a spec says goes before, and the rest follows from it', () => {
    expect(instrumentOf('EURUSD', { digits: 4, contractSize: 10_000 })).toMatchObject({
      digits: 4,
      point: 0.0001,
      tickValue: 1,
      contractSize: 10_000,
    });
  });

  it.each([
    ['ejtrader_GBPUSD_H1.csv.gz', 'GBPUSD'],
    ['data/forexsb-fsbpro_AUDCAD240.csv', 'AUDCAD'],
    ['EURUSD15.lb.gz', 'EURUSD'],
    ['US50015.lb.gz', 'US500'],
    ['US30.csv', 'US30'],
    ['US3030.lb.gz', 'US30'],
    ['GER40240.csv', 'GER40'],
    ['SPX1440.lb.gz', 'SPX'],
    ['prices.csv', undefined],
  ])('the file %s speaks of %s', (name, symbol) => {
    expect(instrumentInName(name)?.symbol).toBe(symbol);
  });
});
