// The gate asks the same question every time: under CI the property tests draw from one seed. Elsewhere they go on
// looking for new counterexamples, and FAST_CHECK_SEED=… asks with another.
const fc = require('fast-check');

const seed = process.env.FAST_CHECK_SEED ?? (process.env.CI === 'true' ? '20_260_101' : undefined);
if (seed !== undefined)
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed.replaceAll('_', '')) });
