package peer;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Settings as "name=value" words; the last one of a name counts. */
final class Arguments {
  private final Map<String, String> values = new HashMap<>();

  Arguments(String[] words, int from) {
    for (int i = from; i < words.length; i++) put(words[i]);
  }

  /** These settings, and over them those of one line: words with tabs between. */
  Arguments with(String line) {
    Arguments more = new Arguments(new String[0], 0);
    more.values.putAll(values);
    for (String word : line.split("\t")) more.put(word);
    return more;
  }

  private void put(String word) {
    int equals = word.indexOf('=');
    if (equals < 1) throw new IllegalArgumentException("not name=value: " + word);
    values.put(word.substring(0, equals), word.substring(equals + 1));
  }

  String get(String name) {
    String value = values.get(name);
    if (value == null) throw new IllegalArgumentException("missing: " + name);
    return value;
  }

  String get(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  int number(String name) {
    return Integer.parseInt(get(name));
  }

  Path path(String name) {
    return Path.of(get(name));
  }
}
