package dev.runlog.json;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Records to JSON trees and back: a component `exitCode` is the field `exit_code`, an enum
/// constant its name in lower case. Fields that the record does not know are passed over; fields
/// that are missing are null, or empty where a collection is asked for.
public final class Records {
  private Records() {}

  /// The tree of a record, an enum, a collection or a plain value.
  public static @Nullable Object toTree(@Nullable Object value) {
    if (value instanceof Record record) {
      return recordTree(record);
    }
    if (value instanceof Map<?, ?> map) {
      var tree = new LinkedHashMap<String, @Nullable Object>();
      map.forEach((key, item) -> tree.put(String.valueOf(key), toTree(item)));
      return tree;
    }
    if (value instanceof List<?> list) {
      var tree = new ArrayList<@Nullable Object>(list.size());
      list.forEach(item -> tree.add(toTree(item)));
      return tree;
    }
    return value instanceof Enum<?> constant ? constant.name().toLowerCase(Locale.ROOT) : value;
  }

  private static Map<String, @Nullable Object> recordTree(Record record) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    try {
      for (var component : record.getClass().getRecordComponents()) {
        tree.put(fieldName(component), toTree(component.getAccessor().invoke(record)));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    return tree;
  }

  /// Reads a record from its tree; a value of the wrong kind is an [IOException] that names the
  /// field.
  public static <T extends Record> T fromTree(Class<T> type, Map<String, ?> tree)
      throws IOException {
    return type.cast(requireNonNull(fromTree((Type) type, tree, type.getSimpleName())));
  }

  private static @Nullable Object fromTree(Type type, @Nullable Object tree, String where)
      throws IOException {
    if (type instanceof ParameterizedType generic) {
      return collection(generic, tree, where);
    }
    var kind = (Class<?>) type;
    if (tree == null && kind.isPrimitive()) {
      throw new IOException(where + " is missing");
    }
    if (tree == null || kind == Object.class) {
      return tree;
    }
    if (kind.isRecord() && tree instanceof Map<?, ?> map) {
      return record(kind, map, where);
    }
    if (kind.isEnum() && tree instanceof String name) {
      return constant(kind, name, where);
    }
    if (tree instanceof Number number) {
      if (kind == Long.class || kind == long.class) {
        return number.longValue();
      }
      if (kind == Integer.class || kind == int.class) {
        return number.intValue();
      }
      if (kind == Double.class || kind == double.class) {
        return number.doubleValue();
      }
    }
    if (kind.isInstance(tree) || (kind == boolean.class && tree instanceof Boolean)) {
      return tree;
    }
    throw new IOException(
        where + " should be " + kind.getSimpleName() + " but is " + Json.line(tree));
  }

  private static Object collection(ParameterizedType type, @Nullable Object tree, String where)
      throws IOException {
    boolean isMap = type.getRawType() == Map.class;
    var itemType = type.getActualTypeArguments()[isMap ? 1 : 0];
    if (isMap) {
      var map = new LinkedHashMap<String, @Nullable Object>();
      if (tree instanceof Map<?, ?> source) {
        for (var entry : source.entrySet()) {
          var key = String.valueOf(entry.getKey());
          map.put(key, fromTree(itemType, entry.getValue(), where + "." + key));
        }
      }
      return map;
    }
    var list = new ArrayList<@Nullable Object>();
    if (tree instanceof List<?> source) {
      for (var item : source) {
        list.add(fromTree(itemType, item, where + "[" + list.size() + "]"));
      }
    }
    return list;
  }

  private static Object record(Class<?> kind, Map<?, ?> tree, String where) throws IOException {
    var components = kind.getRecordComponents();
    var types = new Class<?>[components.length];
    var values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      var name = fieldName(components[i]);
      values[i] = fromTree(components[i].getGenericType(), tree.get(name), where + "." + name);
    }
    try {
      Constructor<?> constructor = kind.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IOException(where + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Object constant(Class<?> kind, String name, String where) throws IOException {
    for (var constant : kind.getEnumConstants()) {
      if (((Enum<?>) constant).name().equalsIgnoreCase(name)) {
        return constant;
      }
    }
    throw new IOException(where + " has the unknown value " + name);
  }

  /// `exitCode` -> `exit_code`.
  private static String fieldName(RecordComponent component) {
    var out = new StringBuilder();
    for (char c : component.getName().toCharArray()) {
      if (Character.isUpperCase(c)) {
        out.append('_').append(Character.toLowerCase(c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
