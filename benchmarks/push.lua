-- Each wrk thread sends its own share of the prepared pushes, none twice, and stops when they are used up.
local number = 0

function setup(thread)
  thread:set("share", number)
  number = number + 1
end

function init(args)
  local headers = { ["Content-Type"] = "text/xml" }
  local threads, line_number = tonumber(args[2]), 0
  prepared, sent, used_up = {}, 0, 0
  for line in io.lines(args[1]) do
    if line_number % threads == share then
      local query, body = line:match("^([^\t]*)\t(.*)$")
      prepared[#prepared + 1] = wrk.format("POST", "/wechat?" .. query, headers, body)
    end
    line_number = line_number + 1
  end
end

function request()
  sent = sent + 1
  if sent >= #prepared then
    used_up = 1
    wrk.thread:stop()
  end
  return prepared[math.min(sent, #prepared)]
end

local threads = {}
local remember = setup
function setup(thread)
  remember(thread)
  threads[#threads + 1] = thread
end

function done(summary, latency, _)
  local short = 0
  for _, thread in ipairs(threads) do
    short = short + thread:get("used_up")
  end
  local errors = summary.errors
  io.write(string.format(
    "RESULT {\"requests\": %d, \"seconds\": %f, \"failed\": %d, \"p50\": %f, \"p99\": %f, \"max\": %f, \"used_up\": %d}\n",
    summary.requests, summary.duration / 1e6,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3, short))
end
