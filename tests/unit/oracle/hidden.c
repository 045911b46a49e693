// Makes classes that look as if they were written in Python, and hide a number from it.
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stddef.h>
#include <structmember.h>

typedef struct {
  PyObject_HEAD PyObject* dict;
  double number;
} Hidden;

typedef struct {
  PyObject_HEAD int shown, number;
} Halves;

typedef struct {
  PyObject_HEAD double number;
} Managed;

static PyObject* make(PyTypeObject* type, PyObject* args, PyObject* kwargs) {
  double number = 0;
  (void)kwargs;
  if (!PyArg_ParseTuple(args, "d", &number)) return NULL;
  PyObject* object = type->tp_alloc(type, 0);
  if (object == NULL) return NULL;
  if (type->tp_dictoffset == (Py_ssize_t)offsetof(Hidden, dict)) {
    ((Hidden*)object)->number = number;
  } else {
    ((Managed*)object)->number = number;
  }
  return object;
}

static PyGetSetDef getters[] = {
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};
static PyMemberDef dict_member[] = {
    {"__dictoffset__", T_PYSSIZET, offsetof(Hidden, dict), READONLY, NULL}, {NULL, 0, 0, 0, NULL}};
static PyMemberDef half_member[] = {{"shown", T_INT, offsetof(Halves, shown), 0, NULL},
                                    {NULL, 0, 0, 0, NULL}};

static PyType_Slot with_dict[] = {
    {Py_tp_new, make}, {Py_tp_getset, getters}, {Py_tp_members, dict_member}, {0, NULL}};
static PyType_Slot with_half[] = {{Py_tp_new, make}, {Py_tp_members, half_member}, {0, NULL}};

static PyType_Spec specs[] = {
    {"hidden.WithDict", sizeof(Hidden), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, with_dict},
    {"hidden.WithHalf", sizeof(Halves), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, with_half}};

#if PY_VERSION_HEX >= 0x030C0000
static int visit(PyObject* object, visitproc visit, void* arg) {
#if PY_VERSION_HEX >= 0x030D0000
  PyObject_VisitManagedDict(object, visit, arg);
#else
  _PyObject_VisitManagedDict(object, visit, arg);
#endif
  Py_VISIT(Py_TYPE(object));
  return 0;
}

static PyType_Slot managed[] = {
    {Py_tp_new, make}, {Py_tp_getset, getters}, {Py_tp_traverse, visit}, {0, NULL}};
static PyType_Spec managed_spec = {
    "hidden.ManagedDict", sizeof(Managed), 0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_MANAGED_DICT,
    managed};
#endif

static int add(PyObject* module, const char* name, PyType_Spec* spec) {
  PyObject* type = PyType_FromSpec(spec);
  return type == NULL ? -1 : PyModule_AddObject(module, name, type);
}

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "hidden", NULL, -1, NULL, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_hidden(void) {
  PyObject* module = PyModule_Create(&definition);
  if (module == NULL) return NULL;
  if (add(module, "WithDict", &specs[0]) || add(module, "WithHalf", &specs[1])) return NULL;
#if PY_VERSION_HEX >= 0x030C0000
  if (add(module, "ManagedDict", &managed_spec)) return NULL;
#endif
  return module;
}
