// Prints the table of protobuf fields of the kinds that the API server decodes: number, JSON name and form of each.
//
//	go mod init fields && go get k8s.io/api@v0.37.2 && go run fields.go
package main

import (
	"fmt"
	"reflect"
	"sort"
	"strings"

	apps "k8s.io/api/apps/v1"
	authentication "k8s.io/api/authentication/v1"
	authorization "k8s.io/api/authorization/v1"
	autoscaling "k8s.io/api/autoscaling/v1"
	batch "k8s.io/api/batch/v1"
	coordination "k8s.io/api/coordination/v1"
	core "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	networking "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
)

var roots = []any{
	core.Service{}, core.Pod{}, core.Node{}, core.Namespace{}, core.Endpoints{}, core.Event{}, core.ConfigMap{},
	core.Secret{}, core.ServiceAccount{}, core.Binding{}, apps.Deployment{}, apps.ReplicaSet{}, apps.StatefulSet{},
	apps.DaemonSet{}, apps.ControllerRevision{}, batch.Job{}, discovery.EndpointSlice{}, networking.ServiceCIDR{},
	networking.IPAddress{}, coordination.Lease{}, autoscaling.Scale{}, meta.DeleteOptions{},
	authorization.SelfSubjectAccessReview{}, authentication.SelfSubjectReview{},
}

// Messages whose JSON is not an object of their fields.
var special = map[reflect.Type]string{
	reflect.TypeOf(meta.Time{}):            "time",
	reflect.TypeOf(meta.MicroTime{}):       "micro",
	reflect.TypeOf(meta.FieldsV1{}):        "json",
	reflect.TypeOf(runtime.RawExtension{}): "json",
	reflect.TypeOf(resource.Quantity{}):    "quantity",
	reflect.TypeOf(intstr.IntOrString{}):   "port",
}

var lines = map[string][]string{}

func nameOf(t reflect.Type) string {
	parts := strings.Split(t.PkgPath(), "/")
	group := parts[len(parts)-2]
	return group + "." + t.Name()
}

func form(t reflect.Type) string {
	if name, ok := special[t]; ok {
		return name
	}
	switch t.Kind() {
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "bool"
	case reflect.Int32, reflect.Int64:
		return "int"
	case reflect.Pointer:
		return form(t.Elem())
	case reflect.Map:
		return "map " + form(t.Elem())
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "bytes"
		}
		return "list " + form(t.Elem())
	case reflect.Struct:
		walk(t)
		return nameOf(t)
	}
	panic(t.String())
}

// A field that JSON leaves out when it is empty; a pointer is there when it is on the wire.
func mark(f reflect.StructField, omit bool) string {
	if omit && f.Type.Kind() != reflect.Pointer && f.Type.Kind() != reflect.Struct {
		return "?"
	}
	return ""
}

func walk(t reflect.Type) {
	name := nameOf(t)
	if _, done := lines[name]; done {
		return
	}
	lines[name] = []string{}
	var out []string
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		tag := f.Tag.Get("protobuf")
		if tag == "" || tag == "-" {
			continue
		}
		number := strings.Split(tag, ",")[1]
		words := strings.Split(f.Tag.Get("json"), ",")
		if words[0] == "" {
			out = append(out, fmt.Sprintf("%s ... %s", number, form(f.Type)))
			continue
		}
		omit := len(words) > 1 && words[1] == "omitempty"
		out = append(out, fmt.Sprintf("%s %s%s %s", number, words[0], mark(f, omit), form(f.Type)))
	}
	lines[name] = out
}

func main() {
	for _, root := range roots {
		walk(reflect.TypeOf(root))
	}
	var names []string
	for name := range lines {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Println(name + ": " + strings.Join(lines[name], "; "))
	}
}
