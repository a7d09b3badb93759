using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Models;

/// <summary>
/// Neocognitron (Fukushima 1980, fig. 2): planes of S-cells that look for features and planes of C-cells that forgive where exactly they lie, three times in alternation, until a
/// plane of the last layer answers to one whole figure, wherever it is. It organises itself without a teacher: cells compete for what they see, and the strongest learn it.
/// Layers learn one after the other from the front. Labels serve only to name the planes of the last layer, by the pictures that each has won. Sizes and constants are chosen
/// for digits of 28x28 pixels; other images may have any size.
/// </summary>
public sealed class Neocognitron : Module, ISelfOrganizing
{
    readonly int classes, first, second;
    readonly SimpleCells s1, s2, s3;
    readonly ComplexCells c1 = new(), c2 = new();
    readonly Variable names, seen;
    readonly Function[] stages;

    /// <summary>A network for images of one size, since a cell of the last S-layer sees all of it.</summary>
    /// <param name="image">The shape of one image (H, W, C). Photoreceptors answer to what is brighter than 0, the mean of normalised images.</param>
    /// <param name="classes">The number of scores.</param>
    /// <param name="planes">Planes of the last layer: how many different figures it can learn.</param>
    /// <param name="first">How many pictures the first layer learns from.</param>
    /// <param name="second">How many pictures after these the second layer learns from; all others are for the last.</param>
    public Neocognitron(Shape image, int classes = 10, int planes = 300, int first = 150, int second = 300)
    {
        const int Features = 24, Parts = 60;
        (this.classes, this.first, this.second) = (classes, first, second);
        // A digit:                                                                                                                     28x28x1
        s1 = new(image[2], Features, window: 5, padding: 2, learning: 3, recognizing: 3, speed: 10, column: 3);                      // 28x28x24   pieces of strokes
                                                                                                                                     // 14x14x24   c1
        s2 = new(Features, Parts, window: 5, padding: 2, learning: 2.5, recognizing: 1, speed: 1e4, column: 3);                      // 14x14x60   corners, arcs, ends
                                                                                                                                     // 7x7x60     c2
        s3 = new(Parts, planes, window: (Quarter(image[0]), Quarter(image[1])), padding: 1, learning: 6, recognizing: 1, speed: 1e5, column: 5); // 3x3x300    whole figures
        names = Initializer.Zeros.Make([planes, classes], planes, classes);                                                          // 1x1x300    c3, then scores
        seen = Initializer.Zeros.Make([1], 1, 1);
        (names.Trainable, seen.Trainable) = (false, false);
        stages = [Stage(x => s1.Organize(Retina(x))), Stage(x => s2.Organize(c1.Forward(s1.Forward(Retina(x))))), new Function(x => [Name(s3.Organize(Parted(x[0])), x[1])])];
    }

    /// <summary>
    /// The logarithm of the votes for each class: every plane of the last layer votes for the classes whose pictures it has won, with the eighth power of its answer, so that the
    /// strongest decides unless others are near to it. Softmax makes shares of the votes of it.
    /// </summary>
    public override Tensor Forward(Tensor x)
    {
        Tensor answers = s3.Forward(Parted(x)).GlobalMaxPool2d().Flatten();
        Tensor share = names / names.Sum([1], keepDims: true).Clamp(1, double.PositiveInfinity);
        return Result((answers.Square().Square().Square().MatMul(share) + 1e-9).Log());
    }

    /// <summary>The pictures from which all layers but the last learn: whole figures come after them.</summary>
    public int Introduction => first + second;

    /// <inheritdoc/>
    public void Organize(Tensor images, Tensor labels)
    {
        (float[] pixels, float[] named) = (images.ToArray(), labels.ToArray());
        int count = images.Shape[0];
        Tensor picture = Tensor.Allocate([1, .. images.Shape.Sizes[1..]]), label = Tensor.Allocate([1, .. labels.Shape.Sizes[1..]]), done = Tensor.Allocate(Shape.Scalar);
        float before = seen.Item();
        for (int i = 0; i < count; i++)
        {
            picture.Write(pixels.AsSpan(i * (pixels.Length / count), pixels.Length / count));
            label.Write(named.AsSpan(i * (named.Length / count), named.Length / count));
            stages[before + i < first ? 0 : before + i < first + second ? 1 : 2].Run([picture, label], [done]);
        }
        seen.Write([before + count]);
    }

    /// <summary>What every layer shows of an image: the planes of U0, US1, UC1, US2, UC2, US3, UC3 in this order, (N, rows, columns, planes) each.</summary>
    /// <param name="x">Images (N, H, W, C).</param>
    public IReadOnlyList<(string Layer, Tensor Planes)> Planes(Tensor x)
    {
        Tensor u0 = Retina(x), us1 = s1.Forward(u0), uc1 = c1.Forward(us1), us2 = s2.Forward(uc1), uc2 = c2.Forward(us2), us3 = s3.Forward(uc2);
        return [("U0", u0), ("US1", us1), ("UC1", uc1), ("US2", us2), ("UC2", uc2), ("US3", us3), ("UC3", us3.GlobalMaxPool2d())];
    }

    static Tensor Retina(Tensor x) => x.Relu();

    Tensor Parted(Tensor x) => c2.Forward(s2.Forward(c1.Forward(s1.Forward(Retina(x)))));

    static Function Stage(Func<Tensor, Tensor> organize) => new(x => [organize(x[0]).Sum()]);

    /// <summary>Counts a label for the plane that has won the picture.</summary>
    Tensor Name(Tensor seeds, Tensor label)
    {
        Tensor won = seeds.Sum([1, 2]);
        names.Assign(names + won.MatMul(label.Shape.Rank == 1 ? label.OneHot(classes) : label, transposeA: true));
        return won.Sum();
    }

    /// <summary>Rows or columns after both C-layers, each of which halves them, rounded up.</summary>
    static int Quarter(int size) => (size + 3) / 4;
}
