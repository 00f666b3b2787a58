-- One kind of request, or several in turn, from the file that WRK_REQUESTS names: method, path
-- and body a line, parted by tabs. Prints one line of JSON: counts, and latencies in milliseconds.

local requests, headers, at = {}, {}, 0

function init(args)
  for line in io.lines(os.getenv("WRK_REQUESTS")) do
    local method, path, body = line:match("^(%S+)\t(%S+)\t?(.*)$")
    local extra = {["Cookie"] = os.getenv("WRK_COOKIE"), ["Accept-Encoding"] = "gzip"}
    if method == "POST" then
      extra["Content-Type"] = "application/x-www-form-urlencoded"
    end
    requests[#requests + 1] = wrk.format(method, path, extra, method == "POST" and body or nil)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local ms = function(p) return latency:percentile(p) / 1000 end
  local errors = summary.errors
  io.write(string.format(
    'JSON {"requests": %d, "seconds": %.3f, "p50": %.2f, "p95": %.2f, "p99": %.2f, "max": %.2f, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, ms(50), ms(95), ms(99), latency.max / 1000,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
