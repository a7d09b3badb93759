using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Fovea.Weights;

/// <summary>What gives meaning to the names and calls of a pickle. Nothing is ever executed: a name is looked up in a list, and a call makes a value of its arguments.</summary>
internal interface IPickleObjects
{
    /// <summary>What a global name of the pickle stands for.</summary>
    /// <exception cref="BadFileException">The name is not in the list.</exception>
    object Global(string name, long at);

    /// <summary>The value that a call of a global gives.</summary>
    /// <exception cref="BadFileException">It is not to be called, or not with such arguments.</exception>
    object Call(object global, object?[] arguments, long at);

    /// <summary>What an identifier of something outside of the pickle stands for.</summary>
    /// <exception cref="BadFileException">There is no such thing.</exception>
    object Persistent(object? identifier, long at);
}

/// <summary>A dictionary of a pickle: its pairs in their order.</summary>
internal sealed class PickleDictionary
{
    public List<(object? Key, object? Value)> Items { get; } = [];

    /// <summary>Whether it is one that may carry attributes of its own (Python's OrderedDict).</summary>
    public bool MayHaveState { get; init; }
}

/// <summary>
/// A machine for Python's pickles of protocols 2 to 5 that makes values and nothing else: dictionaries, lists (<c>List&lt;object?&gt;</c>), tuples (<c>object?[]</c>),
/// whole numbers (<see cref="long"/>, <see cref="BigInteger"/>), <see cref="double"/>, <see cref="string"/>, <see cref="bool"/>, bytes, and what
/// <see cref="IPickleObjects"/> allows. The work and the memory that a pickle can ask for are in proportion to its length.
/// </summary>
/// <remarks>The opcodes: CPython, Lib/pickletools.py.</remarks>
internal sealed class Pickle
{
    private const int MostOperations = 1 << 22, LongestNumber = 1024;

    private readonly string file;
    private readonly byte[] data;
    private readonly long start;
    private readonly IPickleObjects objects;
    private readonly List<object?> stack = [];
    private readonly List<int> marks = [];
    private readonly Dictionary<uint, object?> memo = [];
    private int position, operation;

    private Pickle(string file, byte[] data, long start, IPickleObjects objects) => (this.file, this.data, this.start, this.objects) = (file, data, start, objects);

    /// <summary>The value of a pickle.</summary>
    /// <param name="file">The file's path, for errors.</param>
    /// <param name="data">The pickle.</param>
    /// <param name="start">Where it begins in the file, for errors.</param>
    /// <param name="objects">What its names and calls mean.</param>
    /// <exception cref="BadFileException">It is damaged, too large, or asks for what is not allowed.</exception>
    public static object? Read(string file, byte[] data, long start, IPickleObjects objects) => new Pickle(file, data, start, objects).Run();

    private object? Run()
    {
        if (data.Length < 2 || data[0] != 0x80) throw Bad("is no pickle of protocol 2 to 5");
        for (int count = 0; ; count++)
        {
            if (count > MostOperations) throw Bad($"has more than {MostOperations} operations");
            operation = position;
            byte code = Bytes(1)[0];
            if (code == '.')
            {
                if (stack.Count != 1 || marks.Count > 0) throw Bad("ends with another number of values than one");
                return stack[0];
            }
            if (!Value(code) && !Gather(code) && !Remember(code) && !Reach(code)) throw Bad($"has the operation {Name(code)}, which no file of weights needs");
        }
    }

    /// <summary>Operations that push a value that stands in the pickle itself.</summary>
    private bool Value(byte code)
    {
        switch (code)
        {
            case (byte)'N': stack.Add(null); break;
            case 0x88: stack.Add(true); break;
            case 0x89: stack.Add(false); break;
            case (byte)'J': stack.Add((long)BinaryPrimitives.ReadInt32LittleEndian(Bytes(4))); break;
            case (byte)'K': stack.Add((long)Bytes(1)[0]); break;
            case (byte)'M': stack.Add((long)BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2))); break;
            case 0x8A: stack.Add(Number(Bytes(1)[0])); break;
            case 0x8B: stack.Add(Number(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)))); break;
            case (byte)'G': stack.Add(BinaryPrimitives.ReadDoubleBigEndian(Bytes(8))); break;
            case 0x8C: stack.Add(Text(Bytes(1)[0])); break;
            case (byte)'X': stack.Add(Text(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)))); break;
            case 0x8D: stack.Add(Text(BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8)))); break;
            case (byte)'U': stack.Add(Encoding.Latin1.GetString(Bytes(Bytes(1)[0]))); break;
            case (byte)'T': stack.Add(Encoding.Latin1.GetString(Bytes(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4))))); break;
            case (byte)'C': stack.Add(Bytes(Bytes(1)[0]).ToArray()); break;
            case (byte)'B': stack.Add(Bytes(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4))).ToArray()); break;
            case 0x8E or 0x96: stack.Add(Bytes(BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8))).ToArray()); break;
            default: return false;
        }
        return true;
    }

    /// <summary>Operations that put values of the stack together.</summary>
    private bool Gather(byte code)
    {
        switch (code)
        {
            case (byte)'(': marks.Add(stack.Count); break;
            case (byte)')': stack.Add(Array.Empty<object?>()); break;
            case 0x85 or 0x86 or 0x87: stack.Add(Top(code - 0x84)); break;
            case (byte)'t': stack.Add(SinceMark()); break;
            case (byte)']': stack.Add(new List<object?>()); break;
            case (byte)'l': stack.Add(new List<object?>(SinceMark())); break;
            case (byte)'a': Append(Top(1)); break;
            case (byte)'e': Append(SinceMark()); break;
            case (byte)'}': stack.Add(new PickleDictionary()); break;
            case (byte)'d':
                object?[] pairs = SinceMark();
                stack.Add(new PickleDictionary());
                SetItems(pairs);
                break;
            case (byte)'s': SetItems(Top(2)); break;
            case (byte)'u': SetItems(SinceMark()); break;
            default: return false;
        }
        return true;
    }

    /// <summary>Operations on the memo and the stack itself, and frames, which only say how much to read at once.</summary>
    private bool Remember(byte code)
    {
        switch (code)
        {
            case 0x80:
                if (Bytes(1)[0] is var protocol && protocol is < 2 or > 5) throw Bad($"is of protocol {protocol}, 2 to 5 are read");
                break;
            case 0x95: Bytes(8); break;
            case (byte)'q': memo[Bytes(1)[0]] = Peek(); break;
            case (byte)'r': memo[BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4))] = Peek(); break;
            case 0x94: memo[(uint)memo.Count] = Peek(); break;
            case (byte)'h': Recall(Bytes(1)[0]); break;
            case (byte)'j': Recall(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4))); break;
            case (byte)'0': Top(1); break;
            case (byte)'1': SinceMark(); break;
            case (byte)'2': stack.Add(Peek()); break;
            default: return false;
        }
        return true;
    }

    /// <summary>Operations that reach beyond the pickle: names, calls, things outside, attributes.</summary>
    private bool Reach(byte code)
    {
        long at = start + operation;
        switch (code)
        {
            case (byte)'c': stack.Add(objects.Global($"{Line()}.{Line()}", at)); break;
            case 0x93:
                object?[] names = Top(2);
                if (names is not [string module, string name]) throw Bad("names a global by something that is no text");
                stack.Add(objects.Global($"{module}.{name}", at));
                break;
            case (byte)'i': throw Refused(objects.Global($"{Line()}.{Line()}", at));
            case (byte)'R' or 0x81:
                object?[] call = Top(2);
                if (call is not [{ } global, object?[] arguments]) throw Bad("calls something that is no global, or with something that is no tuple");
                stack.Add(objects.Call(global, arguments, at));
                break;
            case (byte)'Q': stack.Add(objects.Persistent(Top(1)[0], at)); break;
            case (byte)'b':
                // PyTorch notes versions of layers as attributes of the dictionary; they say nothing that is needed.
                object? state = Top(1)[0];
                if (Peek() is not PickleDictionary { MayHaveState: true } || state is not PickleDictionary) throw Bad("sets attributes of something that has none");
                break;
            default: return false;
        }
        return true;

        BadFileException Refused(object what) => Bad($"makes an object of {what}");
    }

    private ReadOnlySpan<byte> Bytes(ulong count)
    {
        if (count > (ulong)(data.Length - position)) throw Bad("ends early");
        ReadOnlySpan<byte> bytes = data.AsSpan(position, (int)count);
        position += (int)count;
        return bytes;
    }

    private string Text(ulong length)
    {
        ReadOnlySpan<byte> bytes = Bytes(length);
        if (!System.Text.Unicode.Utf8.IsValid(bytes)) throw Bad("has text that is not valid UTF-8");
        return Encoding.UTF8.GetString(bytes);
    }

    private string Line()
    {
        int length = data.AsSpan(position).IndexOf((byte)'\n');
        if (length < 0) throw Bad("ends early");
        string line = Text((ulong)length);
        position++;
        return line;
    }

    /// <summary>A whole number in two's complement, the lowest byte first.</summary>
    private object Number(uint length)
    {
        if (length > LongestNumber) throw Bad($"has a number of {length} bytes");
        BigInteger number = new(Bytes(length));
        return number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number;
    }

    private object? Peek()
    {
        if (stack.Count == Floor) throw Bad("takes a value that is not there");
        return stack[^1];
    }

    private object?[] Top(int count)
    {
        if (stack.Count - Floor < count) throw Bad("takes a value that is not there");
        object?[] values = [.. stack[^count..]];
        stack.RemoveRange(stack.Count - count, count);
        return values;
    }

    private object?[] SinceMark()
    {
        if (marks.Count == 0) throw Bad("looks for a mark that is not there");
        object?[] values = [.. stack[Floor..]];
        stack.RemoveRange(Floor, values.Length);
        marks.RemoveAt(marks.Count - 1);
        return values;
    }

    /// <summary>Below it nothing may be taken before the mark is.</summary>
    private int Floor => marks.Count == 0 ? 0 : marks[^1];

    private void Recall(uint index)
    {
        if (!memo.TryGetValue(index, out object? value)) throw Bad($"recalls value {index}, which was never kept");
        stack.Add(value);
    }

    private void Append(object?[] values)
    {
        if (Peek() is not List<object?> list) throw Bad("appends to something that is no list");
        list.AddRange(values);
    }

    private void SetItems(object?[] values)
    {
        if (Peek() is not PickleDictionary dictionary) throw Bad("sets items of something that is no dictionary");
        if (values.Length % 2 != 0) throw Bad("sets a key without a value");
        for (int i = 0; i < values.Length; i += 2) dictionary.Items.Add((values[i], values[i + 1]));
    }

    private static string Name(byte code) => code switch
    {
        (byte)'I' or (byte)'L' or (byte)'F' or (byte)'S' or (byte)'V' or (byte)'g' or (byte)'p' or (byte)'P' => $"'{(char)code}' of protocol 0",
        (byte)'o' => "OBJ",
        0x82 or 0x83 or 0x84 => "EXT",
        0x8F or 0x90 or 0x91 => "of a set",
        0x92 => "NEWOBJ_EX",
        0x97 or 0x98 => "of a buffer outside of it",
        _ => $"0x{code:X2}",
    };

    private BadFileException Bad(string reason) => new(file, $"the pickle data.pkl {reason}", start + operation, "the file is damaged, or is no file of weights: write it again with torch.save(model.state_dict(), ...)");
}
