package dev.runlog.render;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// run.md as it stands. Elements are found by their headings, whatever else a person did to the
/// file, and changed so that every other character stays.
public final class NoteText {
  static final String DRAFT = "_Draft:_ ";
  private static final String FORGOTTEN = "_Cannot recall._";
  private static final String FORGOTTEN_DRAFT = "_Cannot recall. Draft:_ ";

  /// How far an element is: `EMPTY` also where its heading is missing.
  public enum State {
    EMPTY,
    DRAFT,
    FORGOTTEN,
    WRITTEN;

    /// Whether somebody has still to write it.
    public boolean isOpen() {
      return this == EMPTY || this == DRAFT;
    }
  }

  private final String text;
  private final List<NoteSection> sections;

  private NoteText(String text) {
    this.text = text;
    this.sections = NoteSection.all(text);
  }

  public static NoteText of(String text) {
    return new NoteText(text);
  }

  /// The text of a note that nobody has begun.
  public static String blank(String runId) {
    var text = new StringBuilder("# Run: " + runId + "\n");
    for (var element : NoteElement.values()) {
      text.append("## ").append(element.title).append('\n');
      text.append(element.placeholder).append('\n');
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return text;
  }

  /// The section of an element that is farthest, of equal ones the first.
  private @Nullable NoteSection section(NoteElement element) {
    NoteSection best = null;
    for (var section : sections) {
      if (section.element() == element
          && (best == null || state(section).compareTo(state(best)) > 0)) {
        best = section;
      }
    }
    return best;
  }

  /// What stands under the heading, without blanks around it; empty where there is nothing.
  public String body(NoteElement element) {
    var section = section(element);
    return section == null ? "" : section.content(text);
  }

  /// The body as facts: without the marks of a draft or of what nobody recalls.
  public String words(NoteElement element) {
    return switch (state(element)) {
      case EMPTY -> "";
      case DRAFT -> body(element).substring(DRAFT.strip().length()).strip();
      case FORGOTTEN, WRITTEN -> body(element);
    };
  }

  /// How far an element is; one that stands there twice is written when one of them is.
  public State state(NoteElement element) {
    var section = section(element);
    return section == null ? State.EMPTY : state(section);
  }

  private State state(NoteSection section) {
    var content = section.content(text);
    var element = section.element();
    if (content.isEmpty() || element != null && content.equals(element.placeholder)) {
      return State.EMPTY;
    }
    boolean isOneLine = content.lines().limit(2).count() == 1;
    if (isOneLine && content.startsWith(DRAFT.strip())) {
      return State.DRAFT;
    }
    return isOneLine && (content.equals(FORGOTTEN) || content.startsWith(FORGOTTEN_DRAFT.strip()))
        ? State.FORGOTTEN
        : State.WRITTEN;
  }

  /// The elements that are still to write, in order.
  public List<NoteElement> debt() {
    var debt = new ArrayList<NoteElement>();
    for (var element : NoteElement.values()) {
      if (state(element).isOpen()) {
        debt.add(element);
      }
    }
    return debt;
  }

  /// Whether anything in it is a person's: an element, or text or a heading beside the elements.
  public boolean hasWords() {
    return sections.stream().anyMatch(section -> section.isForeign(text))
        || Arrays.stream(NoteElement.values()).anyMatch(one -> state(one) == State.WRITTEN);
  }

  /// Whether somebody said that an element cannot be recalled.
  public boolean isForgotten() {
    return Arrays.stream(NoteElement.values()).anyMatch(one -> state(one) == State.FORGOTTEN);
  }

  /// The line, from 1, at which to begin writing: the first open element's, else the first line.
  public int lineToWrite() {
    for (var element : debt()) {
      var section = section(element);
      if (section != null) {
        return section.line(text);
      }
    }
    return 1;
  }

  /// The text with an element's body replaced; a missing heading is put in its place.
  public NoteText with(NoteElement element, String body) {
    return put(element, lines(body));
  }

  /// The text with something added below what an element has; an open one is replaced.
  public NoteText withMore(NoteElement element, String body) {
    return state(element).isOpen()
        ? with(element, body)
        : put(element, body(element) + eol() + lines(body));
  }

  private NoteText put(NoteElement element, String words) {
    var section = section(element);
    return of(section == null ? inserted(element, words) : section.replaced(text, words, eol()));
  }

  private String lines(String body) {
    return NoteSection.harmless(body).replace("\n", eol());
  }

  private String inserted(NoteElement element, String words) {
    int at = text.length();
    for (var section : sections.reversed()) {
      var other = section.element();
      at = other != null && other.compareTo(element) > 0 ? section.start() : at;
    }
    var before = text.substring(0, at);
    var gap = before.isEmpty() || before.endsWith("\n") ? "" : eol();
    return before + gap + "## " + element.title + eol() + words + eol() + text.substring(at);
  }

  private String eol() {
    return text.contains("\r\n") ? "\r\n" : "\n";
  }

  /// The text with drafts where nothing stands yet.
  public NoteText drafted(NoteText drafts) {
    var now = this;
    for (var element : debt()) {
      boolean isMissing = state(element) == State.EMPTY && drafts.state(element) == State.DRAFT;
      now = isMissing ? now.put(element, drafts.body(element)) : now;
    }
    return now;
  }

  /// The text with its drafts taken over as they are.
  public NoteText accepted() {
    var now = this;
    for (var element : debt()) {
      if (state(element) == State.DRAFT) {
        now = now.with(element, words(element));
      }
    }
    return now;
  }

  /// The text with what is open marked as not to be recalled; drafts stay beside the mark.
  public NoteText forgotten() {
    var now = this;
    for (var element : debt()) {
      var words = words(element);
      now = now.with(element, words.isEmpty() ? FORGOTTEN : FORGOTTEN_DRAFT + words);
    }
    return now;
  }
}
