// A C extension that crashes: what the original of faulty.py calls into.
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static PyObject* segfault(PyObject* self, PyObject* ignored) {
  (void)self, (void)ignored;
  *(volatile int*)8 = 1;
  Py_RETURN_NONE;
}

static int deep(volatile int n) {
  volatile char room[4096];
  room[0] = 1;
  return deep(n + 1) + room[0];
}

static PyObject* overflow(PyObject* self, PyObject* ignored) {
  (void)self, (void)ignored;
  return PyLong_FromLong(deep(0));
}

static PyObject* free_twice(PyObject* self, PyObject* ignored) {
  (void)self, (void)ignored;
  char* volatile block = malloc(64);
  free(block);
  free(block);
  Py_RETURN_NONE;
}

static void* crash(void* ignored) {
  usleep(50000);
  abort();
  return ignored;
}

static PyObject* crash_later(PyObject* self, PyObject* ignored) {
  (void)self, (void)ignored;
  pthread_t thread;
  if (pthread_create(&thread, NULL, crash, NULL) == 0) pthread_detach(thread);
  Py_RETURN_NONE;
}

static PyObject* kill_itself(PyObject* self, PyObject* ignored) {
  (void)self, (void)ignored;
  kill(getpid(), SIGKILL);
  Py_RETURN_NONE;
}

static PyObject* kill_group(PyObject* self, PyObject* ignored) {
  (void)self, (void)ignored;
  kill(0, SIGKILL);
  Py_RETURN_NONE;
}

static PyMethodDef functions[] = {{"segfault", segfault, METH_NOARGS, NULL},
                                  {"overflow", overflow, METH_NOARGS, NULL},
                                  {"free_twice", free_twice, METH_NOARGS, NULL},
                                  {"crash_later", crash_later, METH_NOARGS, NULL},
                                  {"kill_itself", kill_itself, METH_NOARGS, NULL},
                                  {"kill_group", kill_group, METH_NOARGS, NULL},
                                  {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {.m_base = PyModuleDef_HEAD_INIT,
                                    .m_name = "faulty_extension",
                                    .m_size = -1,
                                    .m_methods = functions};

PyMODINIT_FUNC PyInit_faulty_extension(void) { return PyModule_Create(&module); }
