// The gate shares its machine with others. A test that fails there is asked once more, and its first failure is printed:
// what fails twice is broken. Elsewhere nothing is asked twice, so that what fails now and then is noticed and mended.
if (process.env.CI === 'true') jest.retryTimes(1, { logErrorsBeforeRetry: true });
