// Calls a JavaScript function while standard error leads nowhere.
//
// TensorFlow's library writes a notice about oneDNN from a static initializer, before it has read any variable that
// could silence it, straight to the file descriptor: only another native module can keep that off the terminal.
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

static napi_value WithoutStandardError(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value callback = nullptr, receiver = nullptr, result = nullptr;
  napi_get_cb_info(env, info, &count, &callback, nullptr, nullptr);
  napi_get_undefined(env, &receiver);

  const int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (kept >= 0 && nowhere >= 0) dup2(nowhere, STDERR_FILENO);
  napi_call_function(env, receiver, callback, 0, nullptr, &result);
  if (kept >= 0) {
    dup2(kept, STDERR_FILENO);
    close(kept);
  }
  if (nowhere >= 0) close(nowhere);
  return result;
}

NAPI_MODULE_INIT() {
  napi_value function = nullptr;
  napi_create_function(env, "withoutStandardError", NAPI_AUTO_LENGTH, WithoutStandardError, nullptr, &function);
  napi_set_named_property(env, exports, "withoutStandardError", function);
  return exports;
}
