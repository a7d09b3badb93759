using System.Globalization;

namespace Fovea.Imaging;

/// <summary>A parameter of a filter, as its constructor declares it.</summary>
public sealed class FilterParameter
{
    private readonly ParameterAttribute attribute;

    internal FilterParameter(string name, Type type, object? @default, bool isRequired, ParameterAttribute attribute)
    {
        Name = char.ToLowerInvariant(name[0]) + name[1..];
        Type = Nullable.GetUnderlyingType(type) ?? type;
        IsRequired = isRequired;
        this.attribute = attribute;
        if (!Types.ContainsKey(Type) && !Type.IsEnum) throw new InvalidOperationException($"parameter {name}: a filter cannot have parameters of type {Type.Name}");
        // A structure's default arrives as null from metadata.
        Default = @default ?? (attribute.Default is { } text ? Types[Type].Read(text) : isRequired || Type != type ? null : Types.GetValueOrDefault(Type).Zero);
    }

    private delegate object? Reader(string text);

    /// <summary>How each type of parameter is read from text, null where the text is none; and for structures the value that is all zeros.</summary>
    private static readonly Dictionary<Type, (string Kind, Reader Read, object? Zero)> Types = new()
    {
        [typeof(int)] = ("a whole number", text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : null, null),
        [typeof(double)] = ("a number", text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null, null),
        [typeof(bool)] = ("yes or no", text => text switch { "yes" or "true" => true, "no" or "false" => false, _ => null }, null),
        [typeof(string)] = ("text", text => text, null),
        [typeof(Border)] = ($"one of {string.Join(", ", Border.Names)}", text => Border.Parse(text), default(Border)),
        [typeof(WindowSize)] = ("a whole number, or WIDTHxHEIGHT,", text => WindowSize.Read(text), default(WindowSize)),
        [typeof(Kernel)] = ("weights as [1 2 1; 2 4 2; 1 2 1], a name of the gallery, or @FILE", Kernel.Parse, null),
        [typeof(StructuringElement)] = ($"one of {string.Join(", ", StructuringElement.Forms)}", text => StructuringElement.Parse(text), default(StructuringElement)),
        [typeof(Adjacency)] = ("radius:R, rectangle:WxH or set:DX,DY;DX,DY;..., each also dilated with *K or *KXxKY", Adjacency.Parse, null),
    };

    /// <summary>The name by which it is given: the constructor's, beginning with a small letter.</summary>
    public string Name { get; }

    /// <summary>The type of its values.</summary>
    public Type Type { get; }

    /// <summary>The value where none is given.</summary>
    public object? Default { get; }

    /// <summary>Whether a value must be given.</summary>
    public bool IsRequired { get; }

    /// <summary>What the parameter is, with its unit.</summary>
    public string Text => attribute.Text;

    /// <summary>Which values are allowed, in words.</summary>
    public string Allowed => Type.IsEnum ? $"one of {string.Join(", ", Choices)}" : Types[Type].Kind + Range;

    /// <summary>The names of the choices, for a parameter that is one of several.</summary>
    public IReadOnlyList<string> Choices => Type.IsEnum ? [.. Type.GetEnumNames().Select(Spelled)] : [];

    /// <summary>A value as it is written on the command line.</summary>
    public static string Write(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "yes" : "no",
        Enum choice => Spelled(choice.ToString()),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    /// <summary>Reads a value and checks its range.</summary>
    /// <exception cref="FoveaException">The text is no such value, or the value is out of range.</exception>
    internal object Read(string filter, string text)
    {
        object? value;
        if (Type.IsEnum)
        {
            int at = Choices.ToList().IndexOf(text);
            if (at < 0) throw Suggestion.Unknown($"{Name} of {filter}", text, [.. Choices]);
            value = Enum.ToObject(Type, Type.GetEnumValuesAsUnderlyingType().GetValue(at)!);
        }
        else value = Types[Type].Read(text) ?? throw new FoveaException($"{filter}: {Name} is '{text}', but must be {Allowed}");
        Check(filter, value);
        return value;
    }

    /// <summary>Checks that a value is in range.</summary>
    /// <exception cref="FoveaException">It is not.</exception>
    internal void Check(string filter, object? value)
    {
        if (value is null && IsRequired) throw new FoveaException($"{filter}: {Name} is null, but must be {Allowed}");
        if (value is WindowSize size)
        {
            CheckNumber(filter, size.Width, size);
            CheckNumber(filter, size.Height, size);
        }
        if (value is int or double) CheckNumber(filter, value, value);
    }

    private void CheckNumber(string filter, object value, object said)
    {
        double number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        bool inside = number >= attribute.Min && number <= attribute.Max && !(attribute.Above && number == attribute.Min) && !(attribute.Odd && value is int whole && whole % 2 == 0);
        if (!double.IsFinite(number) || !inside) throw new FoveaException($"{filter}: {Name} is {Write(said)}, but must be {Allowed}");
    }

    private string Range
    {
        get
        {
            string odd = attribute.Odd ? ", odd" : "";
            string least = double.IsFinite(attribute.Min) ? attribute.Above ? $" above {Write(attribute.Min)}" : $" from {Write(attribute.Min)}" : "";
            string most = double.IsFinite(attribute.Max) ? $"{(least.Length > 0 && attribute.Above ? " and" : "")} up to {Write(attribute.Max)}" : "";
            return least + most + odd;
        }
    }

    private static string Spelled(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
