// Puts Pulse on the page. The values stand as data attributes on the script
// tag that loads this file, so that nothing secret and nothing inline is needed:
// the token is fetched from this site's own backend, which knows the session.
{
  const { apiKey, endpoint, room, tokenEndpoint } = document.currentScript.dataset;

  const pulse = document.createElement('pulse-widget');
  pulse.setAttribute('api-key', apiKey);
  pulse.setAttribute('endpoint', endpoint);
  pulse.setAttribute('room', room);
  pulse.setAttribute('token-endpoint', tokenEndpoint);
  document.body.append(pulse);
}
